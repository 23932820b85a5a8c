import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openStore } from '../../src/storage/open.ts';
import type { Store } from '../../src/storage/collection.ts';
import { IDENTITY_COLLECTIONS } from '../../src/stores/collections.ts';
import { openStores, type Stores } from '../../src/stores/stores.ts';
import { startFakeGateway } from '../support/fake-gateway.ts';
import { inventedCredentials, inventedPerson } from '../support/invented-people.ts';
import { type ScriptRun, runScript } from '../support/scripts.ts';

/** Options of `enrol` for the n-th invented person, with the n-th card where asked. */
function enrolArgs(n: number, ...more: readonly string[]): string[] {
  const { fiscalCode, givenName, familyName, birthdate } = inventedPerson(n);
  const person = ['--fiscal-code', fiscalCode, '--given-name', givenName];
  return [...person, '--family-name', familyName, '--birthdate', birthdate, ...more];
}

function cardArgs(n: number): string[] {
  const { cardSerial, phone } = inventedCredentials(n);
  return ['--card-serial', `8038000030${cardSerial}`, '--phone', phone];
}

describe('the command line', function () {
  this.timeout(60_000);
  let folder: string;
  let store: Store;
  let stores: Stores;
  const run = (name: string, args: readonly string[]): Promise<ScriptRun> =>
    runScript(name, args, { GASS_VAR: folder });
  /** Runs all of them at once: each says why not, and together they change nothing. */
  const refused = async (cases: readonly [string, string[], RegExp][]): Promise<void> => {
    const before = await everything();
    const runs = await Promise.all(cases.map(([name, args]) => run(name, args)));
    for (const [n, { status, stdout, stderr }] of runs.entries()) {
      const [, args, words] = cases[n]!; // a run for each case
      assert.equal(status, 1, `${args.join(' ')}: ${stderr}`);
      assert.equal(stdout, '');
      assert.match(stderr, words);
      assert.doesNotMatch(stderr, /\bat .*\.ts:\d+/, 'a refusal is a sentence, not a trace');
    }
    assert.deepEqual(await everything(), before);
  };
  const sms = async (): Promise<{ kind: string; to: string; text: string }[]> =>
    (await readFile(path.join(folder, 'outbox', 'sms.jsonl'), 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  const everything = async (): Promise<unknown> => {
    const last = Number.MAX_SAFE_INTEGER;
    return [
      await stores.accounts.before('createdAt', last, 1000),
      await stores.messages.before('removeAt', last, 1000),
      await stores.auditEvents.before('at', last, 1000),
    ];
  };

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'gass-scripts-'));
    store = await openStore(`sqlite:${path.join(folder, 'gass.db')}`);
    await store.migrate(IDENTITY_COLLECTIONS);
    stores = openStores(store);
  });
  after(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });

  it('enrols with card, telephone and PIN: one JSON object on the last line, halves delivered', async () => {
    const { status, answer, stderr } = await run('enrol', [
      ...enrolArgs(1, ...cardArgs(1)),
      '--pin',
      '--notices',
    ]);
    assert.equal(stderr, '');
    assert.equal(status, 0);
    assert.deepEqual(Object.keys(answer ?? {}), ['sub', 'desk_half', 'pin']);
    assert.match(String(answer?.['desk_half']), /^[acdefhjkmnprtwxy3479]{8}$/);
    assert.match(String(answer?.['pin']), /^\d{6}$/);
    const account = await stores.accounts.get(String(answer?.['sub']));
    assert.equal(account?.notices, true);
    assert.equal((await stores.cards.get(inventedCredentials(1).cardSerial))?.revokedAt, undefined);
    const [half] = await sms();
    assert.deepEqual([half?.kind, half?.to], ['password_half', inventedCredentials(1).phone]);
    assert.match(half?.text ?? '', /\s[acdefhjkmnprtwxy3479]{8}$/);
    const letters = await readdir(path.join(folder, 'outbox', 'letters'));
    assert.deepEqual(letters, [`${String(answer?.['sub'])}-1.pdf`]);
  });

  it('records a person alone, once by two at the same time', async () => {
    const [first, again] = await Promise.all([1, 2].map(() => run('enrol', enrolArgs(2))));
    assert.deepEqual(Object.keys(first?.answer ?? {}), ['sub']);
    assert.deepEqual(again?.answer, first?.answer);
  });

  it('delegates, revokes, and revokes again', async () => {
    const pair = ['--for', inventedPerson(1).fiscalCode, '--to', inventedPerson(2).fiscalCode];
    const { answer } = await run('delegate', [
      ...pair,
      ...['--basis', 'mandate', '--services', 'fse,booking', '--actions', 'read'],
      ...['--datatypes', 'VAC,REF'],
    ]);
    assert.deepEqual(Object.keys(answer ?? {}), ['delegation_id']);
    const id = String(answer?.['delegation_id']);
    const stored = await stores.delegations.get(id);
    assert.deepEqual(
      [stored?.services, stored?.actions, stored?.datatypes],
      [['fse', 'booking'], ['read'], ['REF', 'VAC']],
    );
    await refused([['delegate', [...pair, '--basis', 'mandate'], /in force/]]);
    const ends = await Promise.all([1, 2].map(() => run('delegate', ['--revoke', id])));
    for (const { status, answer: end } of ends) {
      assert.equal(status, 0);
      assert.deepEqual(end, { delegation_id: id, revoked: true });
    }
    const told = (await sms()).filter(({ kind }) => kind === 'notice');
    assert.equal(told.length, 1, 'one of the two has a telephone, and is told once');
  });

  it('refuses with a sentence and status 1, and nothing changes', async () => {
    const two = ['--for', inventedPerson(1).fiscalCode, '--to', inventedPerson(2).fiscalCode];
    await refused([
      ['enrol', enrolArgs(1, '--sms', 'yes'), /--sms/],
      ['enrol', enrolArgs(1, '--phone', '333 0000001'), /go together/],
      ['enrol', enrolArgs(2, ...cardArgs(1)), /another person/],
      ['delegate', [...two, '--basis', 'friend'], /--basis/],
      ['delegate', [...two, '--basis', 'mandate', '--until', '2126-01-01'], /at the latest/],
      ['delegate', [...two, '--basis', 'mandate', '--actions', 'read,fly'], /--actions/],
      ['delegate', [...two, '--basis', 'mandate', '--datatypes', 'REF,TAC'], /--datatypes/],
      ['delegate', ['--revoke', 'nobody', '--basis', 'mandate'], /no other option/],
      ['delegate', ['--revoke', '00000000-0000-4000-8000-000000000000'], /no delegation/],
    ]);
  });

  it('makes the keys of a deployment once, readable by their owner alone', async () => {
    const elsewhere = path.join(folder, 'keys');
    const first = await runScript('keys', [], { GASS_VAR: elsewhere });
    const file = path.join(elsewhere, 'secrets.json');
    assert.deepEqual(first.answer, { secrets: file, created: true });
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    const made = await readFile(file, 'utf8');
    const again = await runScript('keys', [], { GASS_VAR: elsewhere });
    assert.deepEqual(again.answer, { secrets: file, created: false });
    assert.equal(await readFile(file, 'utf8'), made);
    for (const key of Object.values(JSON.parse(made) as Record<string, string>))
      assert.ok(!(first.stdout + first.stderr).includes(key));
  });

  it('away from one machine asks for migrate, and prints no secret', async () => {
    const gateway = await startFakeGateway('key', 'secret');
    const deployed = path.join(folder, 'deployed');
    await mkdir(deployed);
    await writeFile(path.join(deployed, 'clients.json'), '[]');
    const environment = {
      GASS_VAR: deployed,
      GASS_CLIENTS: path.join(deployed, 'clients.json'),
      GASS_SMS: 'vonage',
      GASS_VONAGE_API_KEY: 'key',
      GASS_VONAGE_API_SECRET: 'secret',
      GASS_VONAGE_HOST: gateway.url,
      GASS_MAIL: 'smtp://mail.example',
      GASS_ISSUER: 'https://accesso.example',
      ...Object.fromEntries(
        ['FSE', 'BOOKING', 'EXEMPTION', 'REGISTRY', 'COUNTER', 'PORTAL'].map((name) => [
          `GASS_${name}_URL`,
          `https://${name.toLowerCase()}.example`,
        ]),
      ),
    };
    const enrol = (): Promise<ScriptRun> =>
      runScript('enrol', [...enrolArgs(1, ...cardArgs(1)), '--pin'], environment);
    const withoutKeys = await enrol();
    assert.equal(withoutKeys.status, 1);
    assert.match(withoutKeys.stderr, /npm run keys/);
    await runScript('keys', [], environment);
    const notMigrated = await enrol();
    assert.equal(notMigrated.status, 1);
    assert.match(notMigrated.stderr, /npm run migrate/);
    const prepared = await openStore(`sqlite:${path.join(deployed, 'gass.db')}`);
    await prepared.migrate(IDENTITY_COLLECTIONS);
    await prepared.close();
    const { status, answer, stderr } = await enrol();
    await gateway.stop();
    assert.equal(status, 0, stderr);
    assert.deepEqual(Object.keys(answer ?? {}), ['sub']);
    assert.match(stderr, /letter alone/);
    assert.equal(gateway.accepted.length, 1, 'the other half went through the gateway');
    assert.equal((await readdir(path.join(deployed, 'outbox', 'letters'))).length, 1);
  });
});
