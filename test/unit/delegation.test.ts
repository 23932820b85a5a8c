import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Account } from '../../src/domain/account.ts';
import { instantOfMidnight } from '../../src/domain/civil-date.ts';
import {
  ACTIONS,
  type Action,
  type Basis,
  type Delegation,
  SERVICES,
  endOf,
  isInForce,
  scopesCarried,
  subjectRoleOf,
} from '../../src/domain/delegation.ts';
import { isEnded, revoked, slotsOf, withoutPlaces } from '../../src/domain/delegation-places.ts';
import {
  checkPowers,
  defaultActions,
  defaultServices,
  validUntilOf,
} from '../../src/domain/new-delegation.ts';
import type { FiscalCode } from '../../src/domain/fiscal-code.ts';

const NOW = Date.parse('2026-11-24T09:00:00Z');

const person = (id: string, change: Partial<Account> = {}): Account => ({
  id,
  kind: 'citizen',
  status: 'active',
  fiscalCode: 'RSSMRA80A01F205X' as FiscalCode,
  givenName: 'Mario',
  familyName: 'Rossi',
  birthdate: '1980-01-01',
  gender: 'male',
  language: 'it',
  notices: false,
  codeFailures: 0,
  notBefore: 0,
  createdAt: 0,
  ...change,
});

const delegation = (basis: Basis, change: Partial<Delegation> = {}): Delegation => ({
  id: 'd',
  delegatorId: 'patient',
  delegateId: 'delegate',
  basis,
  services: SERVICES,
  actions: ACTIONS,
  datatypes: ['*'],
  validUntil: NOW + 1000,
  createdAt: NOW,
  delegatorSlot: 'patient#0',
  delegateSlot: 'delegate#0',
  pairSlot: `patient|delegate|${basis}`,
  ...change,
});

/** Every scope there is, with the actions each basis needs; undefined = never. @source design 6 */
const TABLE: readonly [
  scope: string,
  service: string,
  legal: readonly Action[] | undefined,
  mandate: readonly Action[] | undefined,
][] = [
  ['fse:read', 'fse', ['read'], ['read']],
  ['fse:write', 'fse', undefined, undefined],
  ['fse:publish', 'fse', undefined, undefined],
  ['booking:read', 'booking', ['book'], ['book']],
  ['booking:write', 'booking', ['book'], ['book']],
  ['exemption:read', 'exemption', ['read'], ['read']],
  ['exemption:declare', 'exemption', ['declare'], undefined],
  ['registry:read', 'registry', ['read'], ['consent', 'notes']],
  ['registry:write', 'registry', ['consent', 'notes'], ['consent', 'notes']],
  ['registry:choose', 'registry', ['choose-doctor'], undefined],
  ['delegations:read', 'account', undefined, undefined],
  ['delegations:write', 'account', undefined, undefined],
  ['account:read', 'account', undefined, undefined],
  ['account:write', 'account', undefined, undefined],
  ['notify:send', 'account', undefined, undefined],
  ['enrolment:write', 'counter', undefined, undefined],
  ['openid', '', undefined, undefined],
  ['constructor', '', undefined, undefined],
];

describe('what a delegation may carry', () => {
  for (const [scope, service, legal, mandate] of TABLE)
    for (const basis of ['parental', 'guardianship', 'mandate'] as const) {
      const needed = basis === 'mandate' ? mandate : legal;
      it(`${scope}, ${basis}: ${needed ? `with ${needed.join(' or ')}` : 'never'}`, () => {
        const carries = (change: Partial<Delegation>): boolean =>
          scopesCarried(delegation(basis, change), [scope]).length > 0;
        assert.equal(carries({}), needed !== undefined);
        for (const action of ACTIONS)
          assert.equal(carries({ actions: [action] }), needed?.includes(action) ?? false, action);
        const others = SERVICES.filter((name) => name !== service);
        assert.equal(carries({ services: others }), false, 'without its service');
      });
    }

  it('keeps the order in which scopes were asked', () => {
    const asked = ['registry:choose', 'fse:write', 'booking:read', 'fse:read'];
    assert.deepEqual(scopesCarried(delegation('parental'), asked), [
      'registry:choose',
      'booking:read',
      'fse:read',
    ]);
  });

  it('is by default everything by law, and reading and booking by mandate', () => {
    assert.deepEqual(defaultServices('parental'), SERVICES);
    assert.deepEqual(defaultActions('guardianship', ['fse']), ACTIONS);
    assert.deepEqual(defaultServices('mandate'), ['fse', 'booking']);
    assert.deepEqual(defaultActions('mandate', ['booking']), ['book']);
    assert.deepEqual(defaultActions('mandate', ['exemption', 'fse']), ['read']);
    assert.deepEqual(defaultActions('mandate', ['booking', 'fse']), ['read', 'book']);
  });

  it('is refused when a mandate would declare or choose, or when it opens nothing', () => {
    for (const action of ['declare', 'choose-doctor', 'audit'] as const)
      assert.throws(
        () => checkPowers({ basis: 'mandate', services: ['fse'], actions: ['read', action] }),
        { reason: 'action_not_allowed' },
      );
    assert.throws(() => checkPowers({ basis: 'mandate', services: ['registry'], actions: [] }), {
      reason: 'nothing_covered',
    });
    checkPowers({ basis: 'mandate', services: ['registry'], actions: ['notes'] });
    checkPowers({ basis: 'guardianship', services: ['exemption'], actions: ['declare'] });
  });
});

describe('a delegation', () => {
  const patient = person('patient');
  const delegate = person('delegate');
  const both = { patient, delegate };

  it('names the role the FSE knows', () => {
    assert.deepEqual((['parental', 'guardianship', 'mandate'] as const).map(subjectRoleOf), [
      'GEN',
      'TUT',
      'ING',
    ]);
  });

  it('is in force until its instant, and not when revoked', () => {
    const mandate = delegation('mandate');
    assert.equal(isInForce(mandate, both, mandate.validUntil - 1), true);
    assert.equal(isInForce(mandate, both, mandate.validUntil), false);
    assert.equal(isInForce(revoked(mandate, NOW), both, NOW), false);
  });

  it('is not in force while either is suspended, closed or dead, or for other persons', () => {
    const mandate = delegation('mandate');
    const states: Partial<Account>[] = [
      { status: 'suspended' },
      { status: 'closed' },
      { status: 'deceased' },
      { deceasedOn: '2026-11-23' },
    ];
    for (const state of states) {
      assert.equal(isInForce(mandate, { patient: person('patient', state), delegate }, NOW), false);
      assert.equal(
        isInForce(mandate, { patient, delegate: person('delegate', state) }, NOW),
        false,
      );
    }
    assert.equal(isInForce(mandate, { patient, delegate: person('another') }, NOW), false);
    assert.equal(isInForce(mandate, { patient: person('another'), delegate }, NOW), false);
  });

  it('of a parent ends at 00:00 Rome of the 18th birthday, by the birth date known today', () => {
    const child = person('patient', { birthdate: '2008-02-29' });
    const end = Date.parse('2026-02-27T23:00:00Z');
    assert.equal(validUntilOf({ basis: 'parental', birthdate: child.birthdate }, end - 1), end);
    const stored = delegation('parental', { validUntil: Number.MAX_SAFE_INTEGER });
    assert.equal(endOf(stored, child), end);
    assert.equal(isInForce(stored, { patient: child, delegate }, end - 1), true);
    assert.equal(isInForce(stored, { patient: child, delegate }, end), false);
  });

  it('is revoked once, and its places are free at that moment', () => {
    const ended = revoked(delegation('mandate'), NOW);
    assert.equal(ended.revokedAt, NOW);
    assert.ok(!('delegatorSlot' in ended || 'delegateSlot' in ended || 'pairSlot' in ended));
    assert.equal(revoked(ended, NOW + 1), ended);
    assert.equal(withoutPlaces(ended), ended);
  });

  it('is over for good when revoked, expired, or a person is gone, not when one is suspended', () => {
    const mandate = delegation('mandate');
    assert.equal(isEnded(mandate, both, NOW), false);
    assert.equal(isEnded(mandate, { patient: person('p', { status: 'suspended' }) }, NOW), false);
    assert.equal(isEnded(mandate, { delegate: person('d', { status: 'closed' }) }, NOW), true);
    assert.equal(isEnded(mandate, { patient: person('p', { status: 'deceased' }) }, NOW), true);
    assert.equal(isEnded(mandate, both, mandate.validUntil), true);
    assert.equal(isEnded(revoked(mandate, NOW), {}, NOW), true);
  });

  it('has 3 places of the giver, numbered', () => {
    assert.deepEqual(slotsOf('patient', 3), ['patient#0', 'patient#1', 'patient#2']);
  });
});

describe('the end of a new delegation', () => {
  const birthdate = '2017-03-01';

  it('is 24 months from today where nothing is said, the last day included', () => {
    for (const basis of ['mandate', 'guardianship'] as const)
      assert.equal(validUntilOf({ basis, birthdate }, NOW), instantOfMidnight('2028-11-25'));
  });

  it('is the end of the day named, in Rome', () => {
    const until = '2026-11-24';
    assert.equal(
      validUntilOf({ basis: 'mandate', birthdate, until }, NOW),
      Date.parse('2026-11-24T23:00:00Z'),
    );
    const furthest = validUntilOf({ basis: 'mandate', birthdate, until: '2028-11-24' }, NOW);
    assert.equal(furthest, instantOfMidnight('2028-11-25'));
  });

  it('of a mandate is refused past 24 months, of a decree it is not', () => {
    const until = '2028-11-25';
    assert.throws(() => validUntilOf({ basis: 'mandate', birthdate, until }, NOW), {
      reason: 'until_too_far',
    });
    assert.equal(
      validUntilOf({ basis: 'guardianship', birthdate, until }, NOW),
      instantOfMidnight('2028-11-26'),
    );
  });

  it('is refused in the past, for a parent at all, and for a parent of an adult', () => {
    const refused = (request: Parameters<typeof validUntilOf>[0], reason: string): void =>
      assert.throws(() => validUntilOf(request, NOW), { name: 'CommandRefusedError', reason });
    refused({ basis: 'mandate', birthdate, until: '2026-11-23' }, 'until_past');
    refused({ basis: 'guardianship', birthdate, until: '2026-11-23' }, 'until_past');
    refused({ basis: 'parental', birthdate, until: '2027-01-01' }, 'until_not_allowed');
    refused({ basis: 'parental', birthdate: '2008-11-24' }, 'adult');
  });
});
