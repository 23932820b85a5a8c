/** Who hears that a report is ready, on both engines: who asked, of whose, how often. */
import assert from 'node:assert/strict';
import { createDelegation, type DelegationRequest } from '../../src/commands/create-delegation.ts';
import { endDelegation } from '../../src/commands/end-delegation.ts';
import { recordPerson } from '../../src/commands/known-person.ts';
import { type ReportNotice, tellOfReport } from '../../src/commands/tell-of-report.ts';
import { DAY_MS, NOTICES_PER_DAY } from '../../config/limits.ts';
import type { Account } from '../../src/domain/account.ts';
import type { Tally } from '../../src/domain/throttle.ts';
import { type TestDeps, openCommandDeps } from '../support/command-deps.ts';
import { onBothEngines } from '../support/engines.ts';
import { inventedCredentials, inventedPerson } from '../support/invented-people.ts';

const NOW = Date.parse('2026-11-24T09:00:00Z');

onBothEngines('the notice of a report', (engine) => {
  let deps: TestDeps;
  let next = 0;
  before(async () => {
    deps = await openCommandDeps(engine().address('notices'));
  });
  after(() => deps.close());
  beforeEach(() => {
    deps.sent.length = 0;
  });

  const person = async (change: Partial<Account> = {}, data: object = {}): Promise<Account> => {
    next += 1;
    const { account } = await recordPerson(deps, { ...inventedPerson(next), ...data }, NOW);
    const { phone } = inventedCredentials(next);
    return deps.stores.accounts.update(account.id, (one) => ({
      ...one,
      phone,
      notices: true,
      ...change,
    }));
  };
  const child = (): Promise<Account> =>
    person({ notices: false }, { givenName: 'Nicolò', birthdate: '2017-05-01' });
  const delegate = (to: Account, patient: Account, more: Partial<DelegationRequest>) =>
    createDelegation(
      deps,
      { patient: patient.fiscalCode, delegate: to.fiscalCode, basis: 'parental', ...more },
      NOW,
    );
  const tell = async (
    patient: Pick<Account, 'fiscalCode'>,
    more: Partial<ReportNotice> = {},
    now = NOW,
  ): Promise<readonly string[]> => {
    const before = deps.sent.length;
    const notice = { clientId: 'fse', key: `key-${Math.random()}`, fiscalCode: patient.fiscalCode };
    await tellOfReport(deps, { ...notice, audience: 'patient-and-representatives', ...more }, now);
    return deps.sent.slice(before).map(({ body }) => ('text' in body ? body.text : ''));
  };

  it('says nothing of what is in it', async () => {
    const patient = await person();
    const [text, ...more] = await tell(patient);
    assert.match(text ?? '', /^C'è un referto nuovo\./);
    assert.deepEqual(more, []);
    assert.deepEqual(
      deps.sent.map(({ kind, channel, accountId }) => [kind, channel, accountId]),
      [['notice', 'sms', patient.id]],
    );
  });

  for (const [who, change] of Object.entries({
    'did not ask': { notices: false },
    'is suspended': { status: 'suspended' },
    died: { status: 'deceased' },
  } as const))
    it(`does not go to who ${who}`, async () => {
      assert.deepEqual(await tell(await person(change)), []);
    });

  it('goes to nobody for a person nobody knows', async () => {
    assert.deepEqual(await tell({ fiscalCode: inventedPerson(998).fiscalCode }), []);
  });

  it('of a child goes to the parents who asked, with the first name, once each', async () => {
    const [mother, father, patient] = [
      await person(),
      await person({ notices: false }),
      await child(),
    ];
    await delegate(mother, patient, {});
    await delegate(father, patient, {});
    const [text, ...more] = await tell(patient);
    assert.match(text ?? '', /^C'è un referto nuovo per Nicolò\./);
    assert.deepEqual(more, []);
    assert.deepEqual(await tell(patient, { audience: 'patient' }), []);
  });

  for (const [why, powers] of Object.entries({
    'with a mandate': { basis: 'mandate' },
    'whose decree leaves the health record out': { basis: 'guardianship', services: ['booking'] },
    'whose decree does not let read': { basis: 'guardianship', actions: ['book'] },
    'whose decree names kinds of documents': { basis: 'guardianship', datatypes: ['VAC'] },
  } as const satisfies Record<string, Partial<DelegationRequest>>))
    it(`does not go to a delegate ${why}`, async () => {
      const [holder, patient] = [await person(), await person({ notices: false })];
      await delegate(holder, patient, powers);
      assert.deepEqual(await tell(patient), []);
    });

  it('goes to a guardian until the delegation ends', async () => {
    const [guardian, ward] = [await person(), await person({ notices: false })];
    const { id } = await delegate(guardian, ward, { basis: 'guardianship' });
    assert.equal((await tell(ward)).length, 1);
    await endDelegation(deps, id, NOW);
    assert.deepEqual(await tell(ward), []);
  });

  it('goes out once a key, also when it is repeated, late, or eight times at once', async () => {
    const [patient, other] = [await person(), await person()];
    const key = 'the-key';
    await Promise.all(Array.from({ length: 8 }, () => tell(patient, { key })));
    assert.equal(deps.sent.length, 1);
    await tell(patient, { key }, NOW + 10 * DAY_MS);
    await tell(other, { key });
    await tell(patient, { key, audience: 'patient' });
    assert.equal(deps.sent.length, 1, 'the key is used up, whatever comes with it');
    assert.equal((await tell(other, { key, clientId: 'another' })).length, 1);
  });

  it('is completed by a repeat when the first call broke off', async () => {
    const patient = await person();
    const broken = {
      ...deps,
      courier: { ...deps.courier, enqueue: () => Promise.reject(new Error('gone')) },
    };
    const notice = { clientId: 'fse', key: 'crash', fiscalCode: patient.fiscalCode } as const;
    await assert.rejects(tellOfReport(broken, { ...notice, audience: 'patient' }, NOW), /gone/);
    await tellOfReport(deps, { ...notice, audience: 'patient' }, NOW + 1);
    assert.equal(deps.sent.length, 1);
  });

  it(`reaches a person ${NOTICES_PER_DAY} times a day, also eight at once, and again the next day`, async () => {
    const [mother, patient] = [await person(), await child()];
    await delegate(mother, patient, {});
    await Promise.all(Array.from({ length: 8 }, (_, n) => tell(n % 2 === 0 ? patient : mother)));
    assert.equal(deps.sent.length, NOTICES_PER_DAY);
    assert.equal((await tell(mother, {}, NOW + DAY_MS)).length, 1);
  });

  it('counts the same for who wants to hear, who does not, and who is unknown', async () => {
    const tallies: Tally['id'][][] = [];
    const watched: TestDeps = {
      ...deps,
      stores: {
        ...deps.stores,
        tallies: {
          ...deps.stores.tallies,
          update: (id, change) => {
            tallies.at(-1)?.push(id);
            return deps.stores.tallies.update(id, change);
          },
        },
      },
    };
    const codes = [
      (await person()).fiscalCode,
      (await person({ notices: false })).fiscalCode,
      inventedPerson(997).fiscalCode,
    ];
    for (const [n, fiscalCode] of codes.entries()) {
      tallies.push([]);
      const notice = { clientId: 'fse', key: `count-${n}`, fiscalCode } as const;
      await tellOfReport(watched, { ...notice, audience: 'patient' }, NOW);
    }
    assert.deepEqual(
      tallies.map((list) => new Set(list).size),
      [2, 2, 2],
    );
  });
});
