/** The demo's people as a fake provider knows them, and the tokens each of them may hold. */
import { randomUUID } from 'node:crypto';
import { feedDocuments } from '../../src/demo/documents.ts';
import { demoPersons } from '../../src/demo/persons.ts';
import { genderOf } from '../../src/domain/fiscal-code.ts';
import type { Basis } from '../../src/resource-servers/kit/require.ts';
import type { Store } from '../../src/storage/collection.ts';
import type { DelegationDetail } from '../../src/tokens/claims.ts';
import type { FakeIssuer } from './issuer.ts';
import { delegatedClaims, personClaims, type Subject } from './tokens.ts';

export type Name = 'Giulia' | 'Luca' | 'Sara' | 'Pietro' | 'Anna' | 'Mario' | 'Carla';
export type Subjects = Readonly<Record<Name, Subject>>;

/** The people of the demo with fresh ids. */
export function demoSubjects(now = Date.now()): Subjects {
  const day = new Date(now).toISOString().slice(0, 10);
  const entries = demoPersons(day).map(({ name, person }): [Name, Subject] => [
    name,
    {
      sub: randomUUID(),
      fiscalCode: person.fiscalCode,
      givenName: person.givenName,
      familyName: person.familyName,
      birthdate: person.birthdate,
      gender: genderOf(person.fiscalCode),
    },
  ]);
  return Object.fromEntries(entries) as Subjects; // the list names each of them
}

/** Feeds their documents. */
export async function feedSubjects(
  store: Store,
  people: Subjects,
  now = Date.now(),
): Promise<void> {
  await feedDocuments(
    store,
    Object.entries(people).map(([key, person]) => ({ key, ...person })),
    now,
  );
}

/** Tokens at one server. */
export interface Tokens {
  self(name: Name, scope?: string): Promise<string>;
  /** Giulia acting for somebody. */
  acting(
    name: Name,
    basis: Basis,
    change?: Partial<DelegationDetail>,
    scope?: string,
  ): Promise<string>;
}

/** Mints them. */
export function tokensFor(issuer: FakeIssuer, people: Subjects, audience: string): Tokens {
  return {
    self: (name, scope = 'fse:read fse:write') =>
      issuer.mint({ ...personClaims(people[name], scope), aud: audience }),
    acting: (name, basis, change = {}, scope = 'fse:read') =>
      issuer.mint({
        ...delegatedClaims(people[name], people.Giulia, scope, {
          basis,
          locations: [audience],
          ...change,
        }),
        aud: audience,
      }),
  };
}
