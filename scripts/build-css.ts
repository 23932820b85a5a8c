/**
 * Cuts the kit's css to what our views use, and copies the four icons out of its sprite:
 * `npm run build:css`. The results are committed (`src/web/assets`), so nothing is built at start and
 * bootstrap-italia (61 MB) is needed by developers only.
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { PurgeCSS } from 'purgecss';

const ROOT = path.resolve(import.meta.dirname, '..');
const ASSETS = path.join(ROOT, 'src/web/assets');
const KIT = path.join(
  path.dirname(createRequire(import.meta.url).resolve('bootstrap-italia/package.json')),
  'dist',
);
const ICONS = ['it-user', 'it-download', 'it-print', 'it-arrow-left'];
const USED_IN = ['src/**/views/**/*.eta', 'interactions/views/**/*.eta', 'src/web/assets/gass.js'];
/** Components that a view may take without running this script first. @source ux 5.1 */
const ALWAYS = [
  'alert-info',
  'alert-warning',
  'badge',
  'bg-success',
  'btn-sm',
  'btn-outline-primary',
  'icon',
  'visually-hidden',
];
const NOTICE =
  '/*! Cut from Bootstrap Italia 2.18.3, BSD-3-Clause, https://github.com/italia/bootstrap-italia; made by scripts/build-css.ts */\n';

/** The kit's css as our views need it, without its `data:` fonts, which our CSP refuses. */
export async function cutCss(): Promise<string> {
  const raw = readFileSync(path.join(KIT, 'css/bootstrap-italia.min.css'), 'utf8');
  const content = USED_IN.flatMap((pattern) => globSync(pattern, { cwd: ROOT }))
    .sort()
    .map((file) => ({ raw: readFileSync(path.join(ROOT, file), 'utf8'), extension: 'html' }));
  const [result] = await new PurgeCSS().purge({
    content,
    css: [{ raw: raw.replaceAll(/@font-face\s*\{[^}]*\}/g, '') }],
    safelist: { standard: ALWAYS },
    fontFace: true,
    keyframes: true,
    variables: true,
  });
  if (!result) throw new Error('purgecss gave no result');
  return (
    NOTICE + result.css.replaceAll(/\/\*!?[^*]*\*+(?:[^/*][^*]*\*+)*\/|^\uFEFF/g, '').trim() + '\n'
  );
}

/** The icons in use, as one sprite. */
export function cutIcons(): string {
  const sprite = readFileSync(path.join(KIT, 'svg/sprites.svg'), 'utf8');
  const symbols = ICONS.map((name) => {
    const symbol = new RegExp(`<symbol id="${name}".*?</symbol>`, 's').exec(sprite)?.[0];
    if (symbol === undefined) throw new Error(`the kit has no icon ${name}`);
    return symbol;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>\n`;
}

if (import.meta.main) {
  writeFileSync(path.join(ASSETS, 'kit.css'), await cutCss());
  writeFileSync(path.join(ASSETS, 'icone.svg'), cutIcons());
}
