/** The arrows of the layout: who may import whom. What is not allowed here is refused. */
import assert from 'node:assert/strict';
import { globSync, readFileSync, readdirSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '..');

/** Folder -> folders (or files) it may import besides itself and `config`. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  config: ['src/tokens'],
  'src/domain': [],
  'src/tokens': ['src/domain/errors.ts'],
  'src/storage': ['src/domain/errors.ts'],
  'src/credentials': ['src/domain/errors.ts'],
  'src/web': ['src/domain/errors.ts'],
  'src/stores': ['src/domain', 'src/storage'],
  'src/audit': ['src/domain', 'src/storage'],
  'src/delivery': ['src/domain', 'src/stores', 'src/storage', 'src/credentials'],
  'src/commands': [
    'src/domain',
    'src/stores',
    'src/storage',
    'src/credentials',
    'src/delivery',
    'src/audit',
  ],
  'src/provider': [
    'src/commands',
    'src/domain',
    'src/stores',
    'src/storage',
    'src/credentials',
    'src/audit',
    'src/tokens',
  ],
  interactions: ['src/domain', 'src/commands', 'src/web', 'src/provider/interaction.ts'],
  'src/account-api': [
    'src/commands',
    'src/resource-servers/kit',
    'src/web',
    'src/tokens',
    'src/audit',
    'src/domain/fiscal-code.ts',
    'src/domain/errors.ts',
  ],
  'src/resource-servers': [
    'src/tokens',
    'src/web',
    'src/storage',
    'src/audit',
    'src/domain/fiscal-code.ts',
    'src/domain/errors.ts',
  ],
  'src/portal': ['src/tokens', 'src/web', 'src/storage', 'src/domain/errors.ts'],
  'src/demo': [
    'src/commands',
    'src/domain',
    'src/stores',
    'src/storage',
    'src/credentials',
    'src/delivery',
    'src/audit',
    'src/tokens',
    'src/web',
    'src/resource-servers',
  ],
  'src/compose': ['src', 'interactions'],
  'src/app.ts': ['src', 'interactions'],
  'src/main.ts': ['src', 'interactions'],
  scripts: ['src', 'interactions'],
};

/** Packages that enter by one folder only. */
const DOORS: Readonly<Record<string, readonly string[]>> = {
  'oidc-provider': ['src/provider', 'scripts/bench'],
  argon2: ['src/credentials'],
  otplib: ['src/credentials'],
  mongoose: ['src/storage'],
  'node:sqlite': ['src/storage'],
  nodemailer: ['src/delivery'],
  '@vonage/sms': ['src/delivery'],
  '@vonage/auth': ['src/delivery'],
  'openid-client': ['src/portal', 'src/resource-servers', 'scripts'],
  eta: ['src/web', 'src/delivery'],
  'intl-messageformat': ['src/web', 'src/delivery'],
  pino: ['src/web'],
};

/** Types of packages that no code of ours loads. */
const TYPES_ONLY: readonly string[] = ['fhir'];

interface Import {
  readonly file: string;
  readonly target: string;
  readonly isType: boolean;
}

function sources(): string[] {
  return globSync('{config,src,interactions,scripts}/**/*.ts', { cwd: ROOT }).sort();
}

function importsOf(file: string): Import[] {
  const text = readFileSync(path.join(ROOT, file), 'utf8');
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\b[^;'"]*?from\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g,
  );
  return [...found].map((match) => ({
    file,
    target: match[1] ?? match[2] ?? match[3] ?? '',
    isType: /^\s*(?:import|export)\s+type\b/.test(match[0]),
  }));
}

function ownerOf(file: string): string {
  return (
    Object.keys(ARROWS).find((folder) => file === folder || file.startsWith(`${folder}/`)) ?? ''
  );
}

function isAllowed(file: string, imported: string): boolean {
  const owner = ownerOf(file);
  const allowed = [owner, 'config', ...(ARROWS[owner] ?? [])];
  return allowed.some((place) => imported === place || imported.startsWith(`${place}/`));
}

describe('architecture', () => {
  const files = sources();
  const imports = files.flatMap(importsOf);

  it('has code to look at', () => {
    assert.ok(
      files.length > 80 && imports.length > 200,
      `${files.length} files, ${imports.length} imports`,
    );
  });

  it('gives every file an owner', () => {
    assert.deepEqual(
      files.filter((file) => ownerOf(file) === ''),
      [],
    );
  });

  it('has only allowed arrows', () => {
    const wrong = imports
      .filter(({ target }) => target.startsWith('.'))
      .map(({ file, target }) => ({
        file,
        imported: path.posix.join(path.posix.dirname(file), target),
      }))
      .filter(({ file, imported }) => !isAllowed(file, imported))
      .map(({ file, imported }) => `${file} -> ${imported}`);
    assert.deepEqual(wrong, []);
  });

  it('lets each vendor package in by its one door', () => {
    const wrong = imports
      .filter(({ file, target }) => {
        const doors =
          DOORS[target] ??
          DOORS[Object.keys(DOORS).find((name) => target.startsWith(`${name}/`)) ?? ''];
        return doors && !doors.some((door) => file.startsWith(`${door}/`));
      })
      .map(({ file, target }) => `${file} -> ${target}`);
    assert.deepEqual(wrong, []);
  });

  it('imports declared packages only, and relative files by their full name', () => {
    const manifest = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
      dependencies: object;
    };
    const known = new Set(Object.keys(manifest.dependencies));
    const wrong = imports
      .filter(({ file, target, isType }) => {
        if (target.startsWith('.')) return !/\.(ts|json|mjs)$/.test(target);
        if (target.startsWith('node:'))
          return !builtinModules.includes(target.slice(5)) && target !== 'node:sqlite';
        const name = target
          .split('/')
          .slice(0, target.startsWith('@') ? 2 : 1)
          .join('/');
        return (
          !known.has(name) &&
          !(isType && TYPES_ONLY.includes(name)) &&
          !(file === 'scripts/build-css.ts' || file.startsWith('scripts/bench'))
        );
      })
      .map(({ file, target }) => `${file} -> ${target}`);
    assert.deepEqual(wrong, []);
  });

  it('has no cycle between modules', () => {
    const graph = new Map(
      files.map((file) => [
        file,
        importsOf(file)
          .filter(({ target, isType }) => target.startsWith('.') && !isType)
          .map(({ target }) => path.posix.join(path.posix.dirname(file), target)),
      ]),
    );
    const done = new Set<string>();
    const walk = (file: string, trail: readonly string[]): void => {
      if (trail.includes(file))
        assert.fail(`cycle: ${[...trail.slice(trail.indexOf(file)), file].join(' -> ')}`);
      if (done.has(file)) return;
      for (const next of graph.get(file) ?? []) walk(next, [...trail, file]);
      done.add(file);
    };
    for (const file of files) walk(file, []);
  });

  it('has the top level that the design names', () => {
    const found = readdirSync(ROOT).filter(
      (name) => !name.startsWith('.') && !['node_modules', 'var', 'coverage'].includes(name),
    );
    const named = [
      'Dockerfile',
      'README.md',
      'biome.json',
      'config',
      'eslint.config.js',
      'interactions',
      'package-lock.json',
      'package.json',
      'scripts',
      'src',
      'test',
      'tsconfig.json',
    ];
    assert.deepEqual(
      found.filter((name) => !named.includes(name)),
      [],
    );
  });
});
