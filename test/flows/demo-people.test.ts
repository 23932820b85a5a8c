import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readSettings, type Settings } from '../../config/settings.ts';
import { type Identity, openIdentity } from '../../src/compose/identity.ts';
import { enrolCitizen } from '../../src/commands/enrol-citizen.ts';
import { endDelegation } from '../../src/commands/end-delegation.ts';
import { commonPasswords } from '../../src/credentials/common-passwords.ts';
import { type DemoCitizen, citizensFile } from '../../src/demo/citizens-file.ts';
import { type DemoRow, seedPeople } from '../../src/demo/people.ts';
import { demoPersons } from '../../src/demo/persons.ts';
import { type Account, isCardInForce, isTemporary } from '../../src/domain/account.ts';
import { addMonths } from '../../src/domain/civil-date.ts';
import { faultOf, ownWords } from '../../src/domain/password.ts';
import { parsePhoneNumber } from '../../src/domain/parse-phone-number.ts';
import { createLog } from '../../src/web/log.ts';
import { enrolment } from '../support/invented-people.ts';

const FIRST_DAY = '2026-11-24';
const NOW = Date.parse(`${FIRST_DAY}T09:00:00Z`);

describe("the demo's people", () => {
  let folder: string;
  let identity: Identity;
  let rows: readonly DemoRow[];
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'gass-demo-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const settingsOf = (environment: Record<string, string> = {}): Settings => ({
    ...readSettings({ GASS_VAR: folder, ...environment }),
    hash: { memoryKib: 64, time: 1, parallelism: 1 },
  });
  const open = (settings = settingsOf()): Promise<Identity> =>
    openIdentity(settings, 'demo', createLog({ process: 'demo', level: 'silent' }));
  const seed = async (opened: Identity, now = NOW): Promise<readonly DemoRow[]> =>
    seedPeople(opened.deps, { varFolder: folder, now });
  const written = async (): Promise<DemoCitizen[]> =>
    JSON.parse(await readFile(citizensFile(folder), 'utf8'));
  const called = async (name: string): Promise<DemoCitizen> =>
    (await written()).find((one) => one.name.startsWith(name))!; // the names are the demo's
  const state = async ({ deps: { stores } }: Identity): Promise<unknown> => {
    const last = Number.MAX_SAFE_INTEGER;
    const { sub } = await called('Giulia');
    return [
      await stores.accounts.before('createdAt', last, 1000),
      await stores.messages.before('removeAt', last, 1000),
      await stores.auditEvents.before('at', last, 1000),
      await stores.delegations.find({ delegateId: sub }),
    ];
  };

  describe('after the first start', () => {
    beforeEach(async () => {
      identity = await open();
      rows = await seed(identity);
    });
    afterEach(() => identity.close());

    it('are written down as the contract says, for their owner alone', async () => {
      const people = await written();
      assert.deepEqual(
        people.map(({ name }) => name),
        [
          'Giulia Bianchi',
          'Luca Ferri',
          'Sara Ferri',
          'Pietro Bianchi',
          'Anna Verdi',
          'Mario Rossi',
          'Carla Fontana',
        ],
      );
      for (const person of people)
        assert.deepEqual(Object.keys(person), [
          'name',
          'fiscal_code',
          'sub',
          'card_serial',
          'old_card_serial',
          'password',
          'phone',
          'pin',
          'first_access',
          'delegations',
        ]);
      const codes = Object.fromEntries(people.map((one) => [one.name, one.fiscal_code]));
      assert.equal(codes['Giulia Bianchi'], 'BNCGLI84E60F205U');
      assert.equal(codes['Pietro Bianchi'], 'BNCPTR51S03A794C');
      assert.equal(codes['Anna Verdi'], 'VRDNNA47D58B157H');
      assert.equal(codes['Mario Rossi'], 'RSSMRA80A01F205X');
      assert.equal(codes['Carla Fontana'], 'FNTCRL58C52A794C');
      assert.equal((await stat(citizensFile(folder))).mode & 0o777, 0o600);
    });

    it('hold cards, passwords and PINs that open their accounts', async () => {
      const { stores, hasher } = identity.deps;
      for (const person of await written()) {
        const account = (await stores.accounts.get(person.sub))!; // it was written down
        assert.equal(account.fiscalCode, person.fiscal_code);
        const cards = await stores.cards.find({ accountId: person.sub });
        assert.deepEqual(
          cards.filter(isCardInForce).map(({ id }) => id),
          person.card_serial === null ? [] : [person.card_serial],
        );
        assert.deepEqual(
          cards.filter((card) => !isCardInForce(card)).map(({ id }) => id),
          person.old_card_serial === null ? [] : [person.old_card_serial],
        );
        assert.equal(account.phone ?? null, person.phone);
        if (person.password === null) assert.equal(account.password, undefined);
        else assert.ok(await hasher.verify(account.password?.hash, person.password, 'known'));
        if (person.pin === null) assert.equal(account.pin, undefined);
        else assert.ok(await hasher.verify(account.pin?.hash, person.pin, 'known'));
        assert.equal(
          account.password !== undefined && isTemporary(account.password),
          person.first_access,
        );
      }
      const withPin = (await written()).filter(({ pin }) => pin !== null);
      assert.deepEqual(
        withPin.map(({ name }) => name),
        ['Giulia Bianchi', 'Mario Rossi'],
      );
      assert.match((await called('Mario')).old_card_serial ?? '', /^\d{10}$/);
    });

    it('let Giulia act for her children, her ward, and for Anna in bookings alone', async () => {
      const { delegations } = await called('Giulia');
      assert.deepEqual(delegations.map(({ for: whom, basis }) => `${whom} ${basis}`).sort(), [
        'Anna Verdi mandate',
        'Luca Ferri parental',
        'Pietro Bianchi guardianship',
        'Sara Ferri parental',
      ]);
      const mandate = delegations.find(({ basis }) => basis === 'mandate');
      const stored = await identity.deps.stores.delegations.get(mandate?.delegation_id ?? '');
      assert.deepEqual([stored?.services, stored?.actions], [['booking'], ['book']]);
    });

    it('asked for notices of reports: Giulia and Carla', async () => {
      const asked: string[] = [];
      for (const { name, sub } of await written())
        if ((await identity.deps.stores.accounts.get(sub))?.notices) asked.push(name);
      assert.deepEqual(asked, ['Giulia Bianchi', 'Carla Fontana']);
    });

    it('bring Carla to her first access: half in the outbox, letter queued', async () => {
      const carla = await called('Carla');
      const lines = (await readFile(path.join(folder, 'outbox', 'sms.jsonl'), 'utf8')).trim();
      const half = JSON.parse(lines) as { kind: string; to: string; text: string };
      assert.deepEqual([half.kind, half.to], ['password_half', carla.phone]);
      const smsHalf = half.text.split(' ').at(-1) ?? '';
      assert.ok(carla.password?.endsWith(smsHalf) && carla.password.length === 16);
      const queued = await identity.deps.stores.messages.find({ accountId: carla.sub });
      assert.deepEqual(
        queued.filter(({ dueAt }) => dueAt !== undefined).map(({ kind }) => kind),
        ['letter'],
      );
    });

    it('fill the table of who can log in', () => {
      assert.deepEqual(
        rows.map(({ name }) => name),
        ['Giulia Bianchi', 'Anna Verdi', 'Mario Rossi', 'Carla Fontana'],
      );
      for (const { serial, password, shows } of rows)
        assert.ok(/^\d{10}$/.test(serial) && password.length >= 8 && shows.length > 0);
    });

    it('do not change at a second start, years later', async () => {
      const [before, file] = [await state(identity), await readFile(citizensFile(folder))];
      const again = await open();
      assert.deepEqual(await seed(again, NOW + 500 * 86_400_000), rows);
      assert.deepEqual(await state(again), before);
      assert.deepEqual(await readFile(citizensFile(folder)), file);
      await again.close();
    });

    it('are completed after a crash before the file, without undoing what was done', async () => {
      const giulia = await called('Giulia');
      const revoked = giulia.delegations[0]?.delegation_id ?? '';
      await endDelegation(identity.deps, revoked, NOW);
      const [old, anna] = [await called('Carla'), await called('Anna')];
      await rm(citizensFile(folder));
      await identity.deps.stores.accounts.update(anna.sub, ({ password: _lost, ...rest }) => rest);
      await identity.deps.stores.cards.delete(anna.card_serial ?? '');
      await seed(identity, NOW + 1000);
      const { delegations } = await called('Giulia');
      assert.equal(delegations.length, 3);
      assert.ok(!delegations.some(({ delegation_id: id }) => id === revoked));
      const carla = await called('Carla');
      assert.equal(carla.sub, old.sub);
      const { stores, hasher } = identity.deps;
      for (const { sub, password } of [carla, await called('Anna')]) {
        const account = await stores.accounts.get(sub);
        assert.ok(await hasher.verify(account?.password?.hash, password ?? '', 'known'));
      }
      assert.ok(isCardInForce((await stores.cards.get(anna.card_serial ?? ''))!)); // given again
    });

    it('share no database with real people', async () => {
      await assert.rejects(open(settingsOf({ GASS_DEMO: 'off' })), /GASS_DEMO=on/);
    });
  });

  it('are not put among real people', async () => {
    const real = await open(settingsOf({ GASS_DEMO: 'off' }));
    await enrolCitizen(real.deps, enrolment(1), NOW);
    await real.close();
    await assert.rejects(open(), /GASS_DEMO=off/);
  });

  it('exist once when several starts come at the same time', async () => {
    const all = await Promise.all([1, 2, 3].map(() => open()));
    const tables = await Promise.all(all.map((one) => seed(one)));
    assert.deepEqual(tables[1], tables[0]);
    assert.deepEqual(tables[2], tables[0]);
    const [first] = all as [Identity];
    for (const { sub, password } of await written()) {
      if (password === null) continue;
      const account = await first.deps.stores.accounts.get(sub);
      assert.ok(await first.deps.hasher.verify(account?.password?.hash, password, 'known'));
    }
    assert.equal((await called('Giulia')).delegations.length, 4);
    for (const one of all) await one.close();
  });

  it('are minors from the first day on, with passwords that the policy takes', async () => {
    for (const day of [FIRST_DAY, '2028-02-29', '2027-04-08']) {
      const people = demoPersons(day);
      for (const [name, age] of [
        ['Luca', 9],
        ['Sara', 17],
      ] as const) {
        const birthdate = people.find((one) => one.name === name)?.person.birthdate ?? '';
        const [birthday, next] = [age, age + 1].map((years) => addMonths(birthdate, 12 * years));
        assert.ok(birthday! <= day && day < next!, `${name} on ${day}`); // both were made above
      }
    }
    const common = await commonPasswords();
    for (const { person, credentials } of demoPersons(FIRST_DAY)) {
      if (!credentials) continue;
      assert.equal(parsePhoneNumber(credentials.phone), credentials.phone);
      const { password, cardSerial } = credentials;
      if (password === undefined) continue;
      const own = ownWords(person as Account, [cardSerial]); // it reads what a person has
      assert.equal(
        faultOf({ password, confirmation: password }, own, (word) => common.has(word)),
        undefined,
      );
    }
  });
});
