import assert from 'node:assert/strict';
import { createDelegation, type DelegationRequest } from '../../src/commands/create-delegation.ts';
import { endAccess } from '../../src/commands/end-access.ts';
import { endDelegation } from '../../src/commands/end-delegation.ts';
import { recordPerson } from '../../src/commands/known-person.ts';
import { MANDATES_GIVEN, MANDATES_HELD, NOTICE_S } from '../../config/limits.ts';
import type { Account } from '../../src/domain/account.ts';
import { endOfDay } from '../../src/domain/civil-date.ts';
import { type Delegation, isInForce } from '../../src/domain/delegation.ts';
import type { GrantRecord } from '../../src/domain/grant.ts';
import { parsePhoneNumber } from '../../src/domain/parse-phone-number.ts';
import { type TestDeps, openCommandDeps } from '../support/command-deps.ts';
import { onBothEngines } from '../support/engines.ts';
import { inventedPerson } from '../support/invented-people.ts';

const NOW = Date.parse('2026-11-24T09:00:00Z');

onBothEngines('delegations', (engine) => {
  let deps: TestDeps;
  let next = 0;
  before(async () => {
    deps = await openCommandDeps(engine().address('delegations'));
  });
  after(() => deps.close());
  beforeEach(() => {
    deps.sent.length = 0;
    deps.recorded.length = 0;
  });

  const somebody = async (): Promise<Account> =>
    (await recordPerson(deps, inventedPerson((next += 1)), NOW)).account;
  const people = (count: number): Promise<Account[]> =>
    Promise.all(Array.from({ length: count }, somebody));
  const mandate = (
    patient: Account,
    delegate: Account,
    change: Partial<DelegationRequest> = {},
  ): DelegationRequest => ({
    patient: patient.fiscalCode,
    delegate: delegate.fiscalCode,
    basis: 'mandate',
    ...change,
  });
  const create = (request: DelegationRequest, now = NOW): Promise<Delegation> =>
    createDelegation(deps, request, now);
  const stored = async (where: { delegatorId: string } | { delegateId: string }, now = NOW) => {
    const found = await deps.stores.delegations.find(where);
    const inForce = await Promise.all(
      found.map(async (each) => {
        const patient = (await deps.stores.accounts.get(each.delegatorId))!; // both were recorded
        const delegate = (await deps.stores.accounts.get(each.delegateId))!;
        return isInForce(each, { patient, delegate }, now);
      }),
    );
    return found.filter((_, n) => inForce[n]);
  };

  describe('created', () => {
    it('as mandate for reading and booking, 24 months, every document', async () => {
      const [patient, delegate] = await people(2);
      const made = await create(mandate(patient!, delegate!)); // two were asked
      assert.deepEqual(await deps.stores.delegations.get(made.id), made);
      const { services, actions, datatypes, validUntil } = made;
      assert.deepEqual(
        { services, actions, datatypes, validUntil },
        {
          services: ['fse', 'booking'],
          actions: ['read', 'book'],
          datatypes: ['*'],
          validUntil: endOfDay('2028-11-24'),
        },
      );
      assert.deepEqual(deps.recorded.map(({ kind, subject }) => [kind, subject]).at(-1), [
        'delegation_created',
        patient!.id,
      ]);
    });

    it('for a child until the 18th birthday, everything', async () => {
      const [mother] = await people(1);
      const { account: child } = await recordPerson(
        deps,
        { ...inventedPerson((next += 1)), birthdate: '2017-05-01' },
        NOW,
      );
      const made = await create(mandate(child, mother!, { basis: 'parental' }));
      assert.equal(made.validUntil, Date.parse('2035-04-30T22:00:00Z'));
      assert.equal(made.services.length, 4);
      assert.equal(made.actions.length, 7);
      assert.equal(made.delegatorSlot, undefined, 'children are not counted as mandates');
    });

    it('is refused for oneself, unknown or inactive persons, and powers a mandate lacks', async () => {
      const [patient, delegate, closed] = (await people(3)) as [Account, Account, Account];
      await deps.stores.accounts.update(closed.id, (found) => ({ ...found, status: 'closed' }));
      const unknown = inventedPerson(999).fiscalCode;
      const refusals: [DelegationRequest, string][] = [
        [mandate(patient, patient), 'same_person'],
        [{ ...mandate(patient, delegate), delegate: unknown }, 'unknown_person'],
        [{ ...mandate(patient, delegate), patient: unknown }, 'unknown_person'],
        [mandate(closed, delegate), 'person_inactive'],
        [mandate(patient, closed), 'person_inactive'],
        [mandate(patient, delegate, { until: '2028-11-25' }), 'until_too_far'],
        [mandate(patient, delegate, { actions: ['declare'] }), 'action_not_allowed'],
        [mandate(patient, delegate, { services: ['registry'] }), 'nothing_covered'],
        [mandate(patient, delegate, { basis: 'parental' }), 'adult'],
      ];
      for (const [request, reason] of refusals)
        await assert.rejects(create(request), { reason }, reason);
      assert.deepEqual(await deps.stores.delegations.find({ delegatorId: patient.id }), []);
    });

    it('is refused twice between two persons on one basis, and allowed on another', async () => {
      const [patient, delegate] = (await people(2)) as [Account, Account];
      const first = await create(mandate(patient, delegate));
      await assert.rejects(create(mandate(patient, delegate)), { reason: 'already_delegated' });
      await create(mandate(patient, delegate, { basis: 'guardianship' }));
      await create(mandate(delegate, patient));
      await endDelegation(deps, first.id, NOW);
      await create(mandate(patient, delegate));
    });

    it('takes over the places of expired mandates and of persons gone for good', async () => {
      const [patient, ...delegates] = (await people(6)) as [Account, ...Account[]];
      const [first, second, third, fourth, fifth] = delegates as [
        Account,
        Account,
        Account,
        Account,
        Account,
      ];
      await create(mandate(patient, first, { until: '2026-11-30' }));
      await create(mandate(patient, second));
      await create(mandate(patient, third));
      await assert.rejects(create(mandate(patient, fourth)), { reason: 'mandates_given' });
      const later = endOfDay('2026-11-30');
      await create(mandate(patient, first), later);
      await deps.stores.accounts.update(second.id, (one) => ({ ...one, status: 'suspended' }));
      await assert.rejects(create(mandate(patient, fourth), later), { reason: 'mandates_given' });
      await deps.stores.accounts.update(second.id, (one) => ({ ...one, status: 'deceased' }));
      await create(mandate(patient, fourth), later);
      await assert.rejects(create(mandate(patient, fifth), later), { reason: 'mandates_given' });
      assert.equal((await stored({ delegatorId: patient.id }, later)).length, MANDATES_GIVEN);
    });
  });

  for (const times of [8, 20])
    describe(`${times} at once`, () => {
      const settle = async (requests: DelegationRequest[], reason: string): Promise<number> => {
        const all = await Promise.allSettled(requests.map((request) => create(request)));
        for (const outcome of all)
          if (outcome.status === 'rejected')
            assert.equal((outcome.reason as { reason?: string }).reason, reason);
        return all.filter(({ status }) => status === 'fulfilled').length;
      };

      it('give 3 mandates, never 4', async () => {
        const [patient, ...delegates] = (await people(times + 1)) as [Account, ...Account[]];
        const requests = delegates.map((delegate) => mandate(patient, delegate));
        assert.equal(await settle(requests, 'mandates_given'), MANDATES_GIVEN);
        assert.equal((await stored({ delegatorId: patient.id })).length, MANDATES_GIVEN);
      });

      it('hold 5 mandates, never 6', async () => {
        const [delegate, ...patients] = (await people(times + 1)) as [Account, ...Account[]];
        const requests = patients.map((patient) => mandate(patient, delegate));
        assert.equal(await settle(requests, 'mandates_held'), MANDATES_HELD);
        assert.equal((await stored({ delegateId: delegate.id })).length, MANDATES_HELD);
      });

      it('delegate once between two persons', async () => {
        const [patient, delegate] = (await people(2)) as [Account, Account];
        const requests = Array.from({ length: times }, () => mandate(patient, delegate));
        assert.equal(await settle(requests, 'already_delegated'), 1);
      });

      it('take over one expired place once', async () => {
        const [patient, ...delegates] = (await people(times + 4)) as [Account, ...Account[]];
        const until = '2026-11-24';
        await create(mandate(patient, delegates[0]!, { until })); // there are more than four
        await create(mandate(patient, delegates[1]!));
        await create(mandate(patient, delegates[2]!));
        const later = endOfDay(until);
        const all = await Promise.allSettled(
          delegates.slice(3).map((delegate) => create(mandate(patient, delegate), later)),
        );
        assert.equal(all.filter(({ status }) => status === 'fulfilled').length, 1);
        assert.equal((await stored({ delegatorId: patient.id }, later)).length, MANDATES_GIVEN);
      });

      it('revoke: the first one counts, both persons are told once', async () => {
        const [patient, delegate] = await withPhones(deps, await people(2));
        const { id } = await create(mandate(patient, delegate));
        const ended = await Promise.all(
          Array.from({ length: times }, (_, n) => endDelegation(deps, id, NOW + n)),
        );
        const revokedAt = new Set(ended.map(({ delegation }) => delegation.revokedAt));
        assert.equal(revokedAt.size, 1);
        assert.equal(deps.sent.length, 2);
        assert.equal(deps.recorded.filter(({ kind }) => kind === 'delegation_revoked').length, 1);
      });
    });

  describe('ended', () => {
    it('revokes every grant made under it and in its name, and no other', async () => {
      const [patient, delegate] = await withPhones(deps, await people(2));
      const { id } = await create(mandate(patient, delegate));
      await deps.stores.grants.insertAll([
        grant('under', { accountId: delegate.id, delegationId: id }),
        grant('exchanged', { accountId: delegate.id, parentId: 'under' }),
        grant('own', { accountId: delegate.id }),
      ]);
      await deps.stores.artifacts.insert({
        id: 'token',
        model: 'RefreshToken',
        grantId: 'exchanged',
        payload: {},
        createdAt: NOW,
        expiresAt: NOW + 1e6,
      });
      const { delegation } = await endDelegation(deps, id, NOW + 10);
      assert.equal(delegation.revokedAt, NOW + 10);
      const revokedAt = async (name: string): Promise<number | undefined> =>
        (await deps.stores.grants.get(name))?.revokedAt;
      assert.equal(await revokedAt('under'), NOW + 10);
      assert.equal(await revokedAt('exchanged'), NOW + 10);
      assert.equal(await revokedAt('own'), undefined);
      assert.equal(await deps.stores.artifacts.get('token'), undefined);
      const texts = deps.sent.map(({ body }) => ('text' in body ? body.text : ''));
      assert.ok(texts.every((text) => /Mario.*24\/11\/2026/.test(text)) && texts.length === 2);
    });

    it('is finished by a repeat after a crash, and tells nobody long after', async () => {
      const [patient, delegate] = await withPhones(deps, await people(2));
      const { id } = await create(mandate(patient, delegate));
      await deps.stores.delegations.update(id, (one) => ({ ...one, revokedAt: NOW }));
      await deps.stores.grants.insert(grant('left', { accountId: 'a', delegationId: id }));
      await endDelegation(deps, id, NOW + 5);
      assert.equal((await deps.stores.grants.get('left'))?.revokedAt, NOW + 5);
      assert.equal((await deps.stores.delegations.get(id))?.revokedAt, NOW);
      assert.equal(deps.sent.length, 2);
      await endDelegation(deps, id, NOW + NOTICE_S * 1000);
      assert.equal(deps.sent.length, 2);
    });

    it('is refused when unknown', async () => {
      await assert.rejects(endDelegation(deps, 'nothing', NOW), { reason: 'unknown_delegation' });
    });
  });

  describe('access ended', () => {
    it('of one session leaves the other sessions of the person', async () => {
      const [person] = (await people(1)) as [Account];
      await deps.stores.grants.insertAll([
        grant('here', { accountId: person.id, sessionUid: 's1' }),
        grant('there', { accountId: person.id, sessionUid: 's2' }),
      ]);
      await deps.stores.artifacts.insertAll(
        ['s1', 's2'].map((uid) => ({
          id: `session-${uid}`,
          model: 'Session',
          uid,
          accountId: person.id,
          payload: {},
          createdAt: NOW,
          expiresAt: NOW + 1e6,
        })),
      );
      const count = await endAccess(deps, { sessionUid: 's1' }, { cause: 'logout', now: NOW });
      assert.equal(count, 1);
      assert.equal((await deps.stores.grants.get('here'))?.revokedAt, NOW);
      assert.equal((await deps.stores.grants.get('there'))?.revokedAt, undefined);
      assert.equal(await deps.stores.artifacts.get('session-s1'), undefined);
      assert.ok(await deps.stores.artifacts.get('session-s2'));
      assert.equal((await deps.stores.accounts.get(person.id))?.notBefore, 0);
      const again = await endAccess(deps, { sessionUid: 's1' }, { cause: 'logout', now: NOW + 1 });
      assert.equal(again, 0);
    });

    it('of one grant takes those that depend on it, and nothing when there is none', async () => {
      await deps.stores.grants.insertAll([
        grant('parent', { accountId: 'a' }),
        grant('child', { accountId: 'a', parentId: 'parent' }),
      ]);
      const end = { cause: 'consent_withdrawn', now: NOW };
      assert.equal(await endAccess(deps, { grantId: 'parent' }, end), 2);
      assert.equal(await endAccess(deps, { grantId: 'missing' }, end), 0);
      assert.deepEqual(
        deps.recorded.map(({ kind, subject, data }) => [kind, subject, data['cause']]),
        [['access_ended', 'a', 'consent_withdrawn']],
      );
    });

    it('of a person who died or left ends what others hold for them; a new password leaves it', async () => {
      for (const [status, isEnded] of [
        ['active', false],
        ['closed', true],
        ['deceased', true],
        ['suspended', true],
      ] as const) {
        const [patient, delegate] = (await people(2)) as [Account, Account];
        const { id } = await create(mandate(patient, delegate));
        await deps.stores.grants.insertAll([
          grant(`for-${status}`, { accountId: delegate.id, delegationId: id }),
          grant(`exchanged-${status}`, { accountId: delegate.id, parentId: `for-${status}` }),
        ]);
        await deps.stores.accounts.update(patient.id, (one) => ({ ...one, status }));
        await endAccess(deps, { accountId: patient.id }, { cause: status, now: NOW });
        for (const name of [`for-${status}`, `exchanged-${status}`]) {
          const revokedAt = (await deps.stores.grants.get(name))?.revokedAt;
          assert.equal(revokedAt, isEnded ? NOW : undefined, name);
        }
      }
    });

    it('of a person makes everything begun before it dead on every read', async () => {
      const [person] = (await people(1)) as [Account];
      await deps.stores.grants.insert(grant('any', { accountId: person.id }));
      await endAccess(deps, { accountId: person.id }, { cause: 'suspended', now: NOW });
      const { notBefore } = (await deps.stores.accounts.get(person.id))!; // recorded above
      assert.ok(notBefore > NOW, 'also what began in the same millisecond');
      await endAccess(deps, { accountId: person.id }, { cause: 'suspended', now: NOW - 5 });
      assert.equal((await deps.stores.accounts.get(person.id))?.notBefore, notBefore);
    });
  });
});

function grant(id: string, change: Partial<GrantRecord>): GrantRecord {
  return {
    id,
    clientId: 'portale-salute',
    createdAt: NOW,
    expiresAt: NOW + 1e9,
    payload: {},
    ...change,
  };
}

async function withPhones(deps: TestDeps, people: Account[]): Promise<[Account, Account]> {
  const all = await Promise.all(
    people.map((person) =>
      deps.stores.accounts.update(person.id, (one) => ({
        ...one,
        phone: parsePhoneNumber('3330000000'),
      })),
    ),
  );
  return all as [Account, Account]; // as many as were given: two
}
