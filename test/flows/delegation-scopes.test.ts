/** What a delegation carries, scope by scope, in real tokens: the table of design 6 written out by hand. */
import assert from 'node:assert/strict';
import { type DelegationRequest, createDelegation } from '../../src/commands/create-delegation.ts';
import { parseFiscalCode } from '../../src/domain/fiscal-code.ts';
import { type Families, openFamilies } from '../support/families.ts';
import {
  type Party,
  type Tokens,
  claimsIn,
  partyOf,
  refresh,
  refused,
} from '../support/relying-party.ts';
import { type TestSystem, startSystem } from '../support/system.ts';
import { Visitor } from '../support/visitor.ts';

const ASKED = {
  fse: 'fse:read fse:write',
  booking: 'booking:read booking:write',
  exemption: 'exemption:read exemption:declare',
  registry: 'registry:read registry:write registry:choose',
  account: 'delegations:read delegations:write account:read account:write',
  regional: '',
};
type Where = keyof typeof ASKED;

interface Case {
  readonly title: string;
  readonly role: 'GEN' | 'TUT' | 'ING';
  /** Absent for the parent of the family's child. */
  readonly powers?: Pick<DelegationRequest, 'basis' | 'services' | 'actions'>;
  /** Scope left at each audience; an OAuth error where there is none. */
  readonly left: Readonly<Record<Where, string>>;
}

const NO_ACCOUNT = { account: 'invalid_target' };
const LEGAL = {
  fse: 'fse:read',
  booking: 'booking:read booking:write',
  exemption: 'exemption:read exemption:declare',
  registry: 'registry:read registry:write registry:choose',
  regional: '',
  ...NO_ACCOUNT,
};
const NOTHING = {
  fse: 'invalid_scope',
  booking: 'invalid_scope',
  exemption: 'invalid_scope',
  registry: 'invalid_scope',
  regional: 'invalid_target',
  ...NO_ACCOUNT,
};
const CASES: readonly Case[] = [
  { title: 'a parent', role: 'GEN', left: LEGAL },
  { title: 'a guardian', role: 'TUT', powers: { basis: 'guardianship' }, left: LEGAL },
  {
    title: 'a guardian whose decree says read and book',
    role: 'TUT',
    powers: { basis: 'guardianship', actions: ['read', 'book'] },
    left: { ...LEGAL, exemption: 'exemption:read', registry: 'registry:read' },
  },
  {
    title: 'a mandate that names no service',
    role: 'ING',
    powers: { basis: 'mandate' },
    left: { ...NOTHING, fse: 'fse:read', booking: 'booking:read booking:write' },
  },
  {
    title: 'a mandate for bookings',
    role: 'ING',
    powers: { basis: 'mandate', services: ['booking'] },
    left: { ...NOTHING, booking: 'booking:read booking:write' },
  },
  {
    title: 'a mandate for exemptions',
    role: 'ING',
    powers: { basis: 'mandate', services: ['exemption'] },
    left: { ...NOTHING, exemption: 'exemption:read' },
  },
  {
    title: 'a mandate for consents in the registry',
    role: 'ING',
    powers: { basis: 'mandate', services: ['registry'], actions: ['consent'] },
    left: { ...NOTHING, registry: 'registry:read registry:write' },
  },
];

describe('scopes under a delegation', () => {
  let system: TestSystem;
  let families: Families;
  let portal: Party;
  before(async () => {
    system = await startSystem({ processes: ['provider'] });
    families = await openFamilies(system);
    portal = await partyOf(system, 'portale-salute');
  });
  after(async () => {
    await families.close();
    await system.close();
  });

  const uriOf = (where: Where): string => {
    const { urls, issuer } = system.settings;
    if (where === 'account') return `${issuer}/api`;
    return where === 'regional' ? 'urn:gass:regional:servizio-regionale' : urls[where];
  };

  for (const { title, role, powers, left } of CASES)
    it(`of ${title} are exactly those of the table`, async () => {
      const [patient, delegate] = [await families.next(), await families.next()];
      const { id } = powers
        ? await createDelegation(
            families.deps,
            {
              patient: parseFiscalCode(patient.fiscalCode),
              delegate: parseFiscalCode(delegate.fiscalCode),
              ...powers,
            },
            Date.now(),
          )
        : delegate.child.delegation;
      const wheres = Object.keys(ASKED) as Where[];
      const reached = wheres.find((where) => !left[where].startsWith('invalid_')) ?? 'fse';
      let tokens = await new Visitor(system, delegate.walk).signIn(portal, {
        scope: `openid ${Object.values(ASKED).join(' ').trim()}`,
        resource: wheres.map(uriOf),
        delegation: id,
        redeemed: { resource: uriOf(reached) },
      });
      for (const where of wheres) {
        const work = refresh(portal, tokens, { resource: uriOf(where) });
        if (left[where].startsWith('invalid_')) await refused(work, left[where]);
        else {
          tokens = await work;
          assert.equal(tokens.scope ?? '', left[where], where);
          if (where !== 'regional') assertActor(tokens, delegate.sub, role);
        }
      }
    });
});

function assertActor(tokens: Tokens, sub: string, role: string): void {
  const { act } = claimsIn(tokens.access_token) as { act: { sub: string; subject_role: string } };
  assert.deepEqual([act.sub, act.subject_role], [sub, role]);
}
