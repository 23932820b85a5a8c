/** `npm run registry-import`: good lines, refused lines, again, killed in the middle, at once. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import {
  openRegistryStores,
  type RegistryStores,
} from '../../src/resource-servers/registry/collections.ts';
import { openStore } from '../../src/storage/open.ts';
import {
  CARDS_HEADER,
  cardLine,
  codeOf,
  csvFile,
  DOCTORS_HEADER,
  doctorLine,
  PERSONS_HEADER,
  personLine,
} from '../support/registry-files.ts';
import { runScript, type ScriptRun } from '../support/scripts.ts';
import { tempFolder } from '../support/temp-folder.ts';

const ROWS = 2000;

interface Place extends AsyncDisposable {
  readonly folder: string;
  readonly stores: RegistryStores;
  run(...args: readonly string[]): Promise<ScriptRun>;
}

/** A folder with a registry of its own, empty until the first import. */
async function newPlace(): Promise<Place> {
  const folder = await tempFolder();
  const store = await openStore(`sqlite:${path.join(folder.path, 'registry.db')}`);
  return {
    folder: folder.path,
    stores: openRegistryStores(store),
    run: (...args) => runScript('registry-import', args, { GASS_VAR: folder.path }),
    async [Symbol.asyncDispose]() {
      await store.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

const sums = (read: number, added: number, changed: number, refused = 0): object => ({
  read,
  added,
  changed,
  unchanged: read - added - changed - refused,
  refused,
});

describe('the import of the registry', function () {
  this.timeout(60_000);

  it(`takes ${ROWS} persons with doctors and cards; again it changes nothing; a changed line alone is written`, async () => {
    await using place = await newPlace();
    const all = Array.from({ length: ROWS }, (_, n) => n);
    const doctors = await csvFile(place.folder, 'd.csv', [DOCTORS_HEADER, doctorLine(1)]);
    const lines = all.map((n) => personLine(n));
    const persons = await csvFile(place.folder, 'p.csv', [PERSONS_HEADER, ...lines]);
    const cards = await csvFile(place.folder, 'c.csv', [
      CARDS_HEADER,
      ...all.map((n) => cardLine(n)),
    ]);
    const args = ['--doctors', doctors, '--persons', persons, '--cards', cards];
    const expected = (added: number): object => ({
      doctors: sums(1, added, 0),
      persons: sums(ROWS, added * ROWS, 0),
      cards: sums(ROWS, added * ROWS, 0),
    });
    for (const added of [1, 0]) {
      const { seconds: _, ...answer } = (await place.run(...args)).answer ?? {};
      assert.deepEqual(answer, expected(added));
    }
    const person = await place.stores.persons.get(codeOf(7));
    assert.deepEqual(person?.addresses, [
      {
        use: 'home',
        line: 'Via delle Prove, 7',
        city: 'Milano',
        province: 'MI',
        postalCode: '20131',
      },
    ]);
    assert.equal(person.phone, '+393330000000');
    const [doctor] = await place.stores.doctors.find({ code: 'D00001' });
    assert.deepEqual([person.choices[0]?.doctorId, doctor?.taken], [doctor?.id, 900]);
    // What was done on line stays: the choice of the person, and the place it took.
    await place.stores.persons.update(codeOf(7), (before) => ({
      ...before,
      changedAt: 5,
      choices: [],
    }));
    await place.stores.doctors.update(doctor?.id ?? '', (before) => ({ ...before, taken: 901 }));
    const changed = lines.with(
      7,
      personLine(7, { postal_code: '20132', doctor: '', doctor_since: '' }),
    );
    await csvFile(place.folder, 'p.csv', [PERSONS_HEADER, ...changed]);
    await csvFile(place.folder, 'd.csv', [DOCTORS_HEADER, doctorLine(1, { assisted: '950' })]);
    const { answer } = await place.run('--doctors', doctors, '--persons', persons);
    assert.deepEqual(answer?.['persons'], sums(ROWS, 0, 1));
    const after = await place.stores.persons.get(codeOf(7));
    assert.deepEqual([after?.addresses[0]?.postalCode, after?.changedAt], ['20132', 5]);
    assert.equal((await place.stores.doctors.find({ code: 'D00001' }))[0]?.taken, 951);
  });

  it('refuses what is wrong, line by line, and says nothing of whom', async () => {
    await using place = await newPlace();
    const bad: readonly [string | Buffer, string][] = [
      [
        personLine(1, {
          fiscal_code: `${codeOf(1).slice(0, 15)}${codeOf(1).endsWith('A') ? 'B' : 'A'}`,
        }),
        'fiscal_code,check character',
      ],
      [personLine(1, { fiscal_code: '12345678901' }), 'fiscal_code,not valid'],
      [personLine(1, { birthdate: '1980-02-30' }), 'birthdate,no such date'],
      [personLine(1, { birthdate: '1981-01-01' }), 'birthdate,not as in the fiscal code'],
      [personLine(1, { birthdate: '2080-01-01' }), 'birthdate,in the future'],
      [personLine(1, { municipality: 'X999' }), 'municipality,unknown municipality'],
      [personLine(1, { municipality: 'Z110' }), 'municipality,unknown municipality'],
      [personLine(1, { family_name: '' }), 'family_name,missing'],
      [personLine(1, { postal_code: '2013' }), 'postal_code,not valid'],
      [personLine(1, { doctor: 'D99999' }), 'doctor,unknown doctor'],
      [personLine(1, { seriously_ill: 'maybe' }), 'seriously_ill,not valid'],
      [`${personLine(1)},more`, 'line,columns'],
      ['too,few', 'line,columns'],
      [personLine(1, { address: '"left open' }), 'line,quotes'],
      [personLine(1, { given_name: 'x'.repeat(5000) }), 'line,too long'],
      [personLine(1, { given_name: 'x'.repeat(300) }), 'given_name,too long'],
      [personLine(1, { given_name: 'a\u0007b' }), 'given_name,characters'],
      [Buffer.from(personLine(1, { given_name: 'Niccol\u00f2' }), 'latin1'), 'given_name,encoding'],
      [personLine(2), 'fiscal_code,duplicate'],
      [personLine(2, { fiscal_code: codeOf(2).toLowerCase() }), 'fiscal_code,duplicate'],
    ];
    const good = [2, 3].map((n) => personLine(n));
    const file = await csvFile(place.folder, 'p.csv', [
      `\uFEFF${PERSONS_HEADER}\r`,
      `${good[0]}\r`,
      '',
      ...bad.map(([line]) => line),
      good[1] ?? '',
    ]);
    const doctors = await csvFile(place.folder, 'd.csv', [
      DOCTORS_HEADER,
      doctorLine(1),
      doctorLine(1),
      doctorLine(2, { kind: 'dentista' }),
    ]);
    const refused = path.join(place.folder, 'refused.csv');
    const run = await place.run('--persons', file, '--doctors', doctors, '--refused', refused);
    assert.equal(run.status, 0, run.stderr);
    assert.deepEqual(run.answer?.['persons'], sums(bad.length + 2, 2, 0, bad.length));
    const told = (await readFile(refused, 'utf8')).trimEnd().split('\n');
    assert.deepEqual(told, [
      'file,line,field,reason',
      'd.csv,3,code,duplicate',
      'd.csv,4,kind,not valid',
      ...bad.map(([, why], n) => `p.csv,${n + 4},${why}`),
    ]);
    assert.equal((await stat(refused)).mode & 0o777, 0o600);
    const cards = await csvFile(place.folder, 'c.csv', [
      CARDS_HEADER.replaceAll(',', ';'),
      ...[
        cardLine(2),
        cardLine(9),
        cardLine(2),
        cardLine(3, { card_number: '12345' }),
        cardLine(3, { valid_until: '2023-12-31' }),
      ].map((line) => line.replaceAll(',', ';')),
    ]);
    const second = await place.run('--cards', cards);
    assert.deepEqual(second.answer?.['cards'], sums(5, 1, 0, 4));
    for (const words of [
      'c.csv, line 3: fiscal_code: unknown person',
      'c.csv, line 4: card_number: duplicate',
      'c.csv, line 5: card_number: not valid',
      'c.csv, line 6: valid_until: before its beginning',
    ])
      assert.ok(second.stderr.includes(words), second.stderr);
    const stolen = await csvFile(place.folder, 's.csv', [
      CARDS_HEADER,
      cardLine(2, { fiscal_code: codeOf(3) }),
    ]);
    const third = await place.run('--cards', stolen);
    assert.match(third.stderr, /card_number: belongs to another person/);
    const said =
      [run, second, third].map(({ stdout, stderr }) => stdout + stderr).join() + told.join();
    assert.doesNotMatch(said, /[A-Z]{6}\d{2}[A-Z]|80380000/i);
  });

  it('refuses a file whose header is not right, and what is no file', async () => {
    await using place = await newPlace();
    const file = (name: string, header: string): Promise<string> =>
      csvFile(place.folder, name, [header, personLine(1)]);
    const missing = await file('a.csv', PERSONS_HEADER.replace('asst,', ''));
    const unknown = await file('b.csv', `${PERSONS_HEADER},colour`);
    const twice = await file('c.csv', `${PERSONS_HEADER},asst`);
    const cases: readonly [readonly string[], RegExp][] = [
      [['--persons', missing], /lacks: asst/],
      [['--persons', unknown], /unknown columns: colour/],
      [['--persons', twice], /twice: asst/],
      [['--persons', path.join(place.folder, 'none.csv')], /There is no file/],
      [[], /at least one file/],
    ];
    const runs = await Promise.all(cases.map(([args]) => place.run(...args)));
    for (const [n, run] of runs.entries()) {
      assert.deepEqual([run.status, run.stdout], [1, '']);
      assert.match(run.stderr, cases[n]?.[1] ?? /^$/);
    }
  });

  it('killed in the middle and begun again, and twice at once, it ends with every line', async () => {
    await using place = await newPlace();
    const all = Array.from({ length: 2 * ROWS }, (_, n) =>
      personLine(n, { doctor: '', doctor_since: '' }),
    );
    const persons = await csvFile(place.folder, 'p.csv', [PERSONS_HEADER, ...all]);
    const none = await csvFile(place.folder, 'none.csv', [PERSONS_HEADER]);
    await place.run('--persons', none); // makes the database
    const script = path.resolve(import.meta.dirname, '../../scripts/registry-import.ts');
    const child = spawn(process.execPath, [script, '--persons', persons], {
      env: { GASS_VAR: place.folder },
      stdio: 'ignore',
    });
    const ended = once(child, 'exit');
    while (!(await place.stores.persons.get(codeOf(0)))) await new Promise(setImmediate);
    child.kill('SIGKILL');
    await ended;
    assert.equal(await place.stores.persons.get(codeOf(all.length - 1)), undefined);
    const runs = await Promise.all([1, 2].map(() => place.run('--persons', persons)));
    for (const { answer, stderr } of runs) assert.ok(answer, stderr);
    assert.ok(await place.stores.persons.get(codeOf(all.length - 1)));
    const last = await place.run('--persons', persons);
    assert.deepEqual(last.answer?.['persons'], sums(all.length, 0, 0));
  });
});
