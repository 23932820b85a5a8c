/**
 * Citizens of a test's own: a parent with card, password and PIN, and the child they act for.
 * Each test takes a family of its own, so that no test spends another's SMS.
 */
import { createDelegation } from '../../src/commands/create-delegation.ts';
import { recordPerson } from '../../src/commands/known-person.ts';
import { addMonths, todayInRome } from '../../src/domain/civil-date.ts';
import type { Delegation } from '../../src/domain/delegation.ts';
import { type Walk, walkOf } from './citizen.ts';
import { type TestDeps, openCommandDeps } from './command-deps.ts';
import { inventedCredentials, inventedPerson } from './invented-people.ts';
import type { TestSystem } from './system.ts';

/** Somebody as tokens name them. */
export interface Relative {
  readonly sub: string;
  readonly fiscalCode: string;
  readonly delegation: Delegation;
}

export interface Family {
  /** The parent's login: card and telephone of their own, password and PIN of the demo's Giulia. */
  readonly walk: Walk;
  readonly sub: string;
  readonly fiscalCode: string;
  readonly child: Relative;
}

export interface FamilyOptions {
  /** Civil date; a child of ten years otherwise. */
  readonly childBorn?: string;
  readonly withPin?: boolean;
}

export interface Families {
  readonly deps: TestDeps;
  /** The next family; nobody of it was ever seen. */
  next(options?: FamilyOptions): Promise<Family>;
  close(): Promise<void>;
}

/** Opens the identity database beside the system's own. */
export async function openFamilies(system: TestSystem): Promise<Families> {
  const deps = await openCommandDeps(system.settings.databases.identity);
  const giulia = await deps.stores.accounts.get(system.citizen('Giulia').sub);
  if (!giulia?.password || !giulia.pin) throw new Error('Giulia has no password or PIN');
  const { password, pin } = giulia;
  let count = 0;
  return {
    deps,
    async next({ childBorn, withPin = true } = {}) {
      count += 1;
      const now = Date.now();
      const { cardSerial, phone } = inventedCredentials(count);
      const { account: parent } = await recordPerson(deps, inventedPerson(count), now);
      await deps.stores.accounts.update(parent.id, (account) => ({
        ...account,
        phone,
        password,
        ...(withPin ? { pin } : {}),
      }));
      await deps.stores.cards.insert({
        id: cardSerial,
        accountId: parent.id,
        issuedAt: now,
        activeFor: parent.id,
      });
      const { account: child } = await recordPerson(
        deps,
        {
          ...inventedPerson(500 + count),
          givenName: 'Bruno',
          birthdate: childBorn ?? addMonths(todayInRome(now), -120),
        },
        now,
      );
      const delegation = await createDelegation(
        deps,
        { patient: child.fiscalCode, delegate: parent.fiscalCode, basis: 'parental' },
        now,
      );
      return {
        walk: walkOf(system, 'Giulia', {
          serial: cardSerial,
          phone,
          pin: system.citizen('Giulia').pin ?? '',
        }),
        sub: parent.id,
        fiscalCode: parent.fiscalCode,
        child: { sub: child.id, fiscalCode: child.fiscalCode, delegation },
      };
    },
    close: () => deps.close(),
  };
}
