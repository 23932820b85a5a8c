/**
 * `npm run bench`: how fast, as ratios measured in one run on one machine.
 *
 * Each pair is measured in turns, and the median of the rounds is compared: full logins against
 * argon2 alone at the same cost, introspection against a bare oidc-provider with its memory
 * adapter, the check of a token against jose and koa alone. Start time and idle memory are of the
 * whole system with its demo. Load generator and servers share the cores: the ratios are lower
 * bounds. `npm run bench -- fse` measures how the health record answers as it grows instead.
 * Loopback only; everything is removed at the end.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { readClientKey } from '../config/client-keys.ts';
import { PROCESSES, readSettings } from '../config/settings.ts';
import { freePorts, startNode, type StartedNode } from './bench/children.ts';
import { measureHashing, measureLogins, prepareLogins } from './bench/logins.ts';
import { type Rate, median, rate } from './bench/load.ts';
import { measureRecordSize } from './bench/record-size.ts';
import { opaqueToken, serviceToken } from './bench/tokens.ts';

const ROUNDS = 3;
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 5);

const folder = await mkdtemp(path.join(tmpdir(), 'gass-bench-'));
const started: StartedNode[] = [];
try {
  if (process.argv[2] === 'fse') await measureRecordSize(folder, report);
  else await main();
} finally {
  for (const child of started) await child.stop();
  await rm(folder, { recursive: true, force: true });
}

async function main(): Promise<void> {
  const [bare, plain, kit, ...ports] = await freePorts(3 + PROCESSES.length);
  const environment: Record<string, string> = { GASS_VAR: folder };
  PROCESSES.forEach((name, n) => {
    environment[`GASS_${name.toUpperCase()}_PORT`] = String(ports[n]);
  });
  const settings = readSettings(environment);
  const start = (script: string, args: readonly string[], word: string): Promise<StartedNode> =>
    startNode(script, args, environment, word).then((child) => {
      started.push(child);
      return child;
    });

  const first = await start('src/main.ts', [], 'GASS is running');
  await first.stop();
  const system = await start('src/main.ts', [], 'GASS is running');
  await new Promise((resolve) => setTimeout(resolve, 2000));
  report('start, first', `${first.readyAfterMs} ms`, 'people and documents are made');
  report('start', `${system.readyAfterMs} ms`, 'aim 1500');
  report('idle memory', `${system.residentMb()} MB`, 'aim 150');

  const people = await prepareLogins(settings, 400);
  const logins = await paired(
    () => measureHashing(settings, SECONDS),
    () => measureLogins(settings, people, SECONDS),
  );
  compare('full logins / argon2 alone', logins, 0.85);

  const issuer = settings.issuer;
  await start('scripts/bench/server.ts', ['bare', String(bare)], 'ready');
  const basic = {
    authorization: `Basic ${Buffer.from('servizio-regionale:demo-servizio-regionale').toString('base64')}`,
  };
  const opaque = await opaqueToken(settings, people);
  const bareOrigin = `http://localhost:${bare ?? 0}`;
  const bareToken = await serviceToken(bareOrigin, { grant_type: 'client_credentials' }, basic);
  const introspection = await paired(
    () =>
      rate(`${bareOrigin}/token/introspection`, SECONDS, {
        form: { token: bareToken },
        headers: basic,
      }),
    () =>
      rate(`${issuer}/token/introspection`, SECONDS, { form: { token: opaque }, headers: basic }),
  );
  compare('introspection / bare oidc-provider', introspection, 1.0);

  const key = readClientKey(folder, 'laboratorio');
  if (!key) throw new Error('laboratorio has no key');
  await start(
    'scripts/bench/server.ts',
    ['plain', String(plain), issuer, settings.urls.fse],
    'ready',
  );
  await start('scripts/bench/server.ts', ['kit', String(kit), issuer, settings.urls.fse], 'ready');
  const jwt = await serviceToken(
    issuer,
    { grant_type: 'client_credentials', resource: settings.urls.fse, scope: 'fse:publish' },
    {},
    { issuer, key },
  );
  const bearer = { authorization: `Bearer ${jwt}` };
  const check = await paired(
    () => rate(`http://localhost:${plain ?? 0}/`, SECONDS, { headers: bearer }),
    () => rate(`http://localhost:${kit ?? 0}/`, SECONDS, { headers: bearer }),
  );
  compare('check of a token / jose and koa alone', check, 0.8);
}

/** Measures two things in turns. */
async function paired(
  base: () => Promise<Rate>,
  ours: () => Promise<Rate>,
): Promise<{ base: number; ours: number; ratio: number }> {
  const rounds: { base: number; ours: number }[] = [];
  for (let round = 0; round < ROUNDS; round += 1)
    rounds.push({ base: (await base()).perSecond, ours: (await ours()).perSecond });
  return {
    base: median(rounds.map((round) => round.base)),
    ours: median(rounds.map((round) => round.ours)),
    ratio: median(rounds.map((round) => round.ours / round.base)),
  };
}

function compare(
  what: string,
  measured: { base: number; ours: number; ratio: number },
  aim: number,
): void {
  const { base, ours, ratio } = measured;
  report(
    what,
    ratio.toFixed(2),
    `aim ${aim.toFixed(2)}; ${ours.toFixed(0)}/s against ${base.toFixed(0)}/s on ${availableParallelism()} cores`,
  );
}

function report(what: string, value: string, note: string): void {
  process.stdout.write(`${what.padEnd(40)} ${value.padStart(10)}   ${note}\n`);
}
