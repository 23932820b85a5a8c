/** An exemption server before a fake provider, on loopback, with what its tests ask again and again. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { feedExemptions } from '../../src/demo/exemption-given.ts';
import { createExemption } from '../../src/resource-servers/exemption/app.ts';
import { EXEMPTION_COLLECTIONS } from '../../src/resource-servers/exemption/collections.ts';
import { ACR_PIN } from '../../src/tokens/acr.ts';
import type { DelegationDetail } from '../../src/tokens/claims.ts';
import { demoSubjects, type Name, type Subjects } from './demo-subjects.ts';
import { type TestService, type TestServiceOptions, testService } from './service.ts';
import { delegatedClaims, personClaims } from './tokens.ts';

export const BOTH_SCOPES = 'exemption:read exemption:declare';

/** The server with the demo's people and their exemptions. */
export interface TestExemption extends TestService {
  readonly people: Subjects;
  /** A token of somebody's own, with the PIN unless told otherwise. */
  self(name: Name, change?: Record<string, unknown>): Promise<string>;
  /** A token with which Giulia acts for somebody. */
  acting(
    name: Name,
    basis: DelegationDetail['basis'],
    change?: Partial<DelegationDetail>,
    claims?: Record<string, unknown>,
  ): Promise<string>;
  /** Posts JSON under a key of its own. */
  post(path: string, token: string, body: unknown, key?: string): Promise<Response>;
}

export interface TestExemptionOptions extends TestServiceOptions {
  readonly people?: Subjects;
  /** Without the demo's exemptions. */
  readonly isEmpty?: boolean;
}

/** Starts it. */
export async function testExemption({
  isEmpty = false,
  ...options
}: TestExemptionOptions = {}): Promise<TestExemption> {
  const service = await testService(
    { collections: EXEMPTION_COLLECTIONS, create: createExemption },
    options,
  );
  const people = options.people ?? demoSubjects();
  const fed = Object.entries(people).map(([key, person]) => ({ key, ...person }));
  await feedExemptions(service.store, isEmpty ? [] : fed, Date.now());
  const usual = { aud: service.url, acr: ACR_PIN };
  return {
    ...service,
    people,
    self: (name, change = {}) =>
      service.issuer.mint({ ...personClaims(people[name], BOTH_SCOPES), ...usual, ...change }),
    acting: (name, basis, change = {}, claims = {}) =>
      service.issuer.mint({
        ...delegatedClaims(people[name], people.Giulia, BOTH_SCOPES, {
          basis,
          locations: [service.url],
          ...change,
        }),
        ...usual,
        ...claims,
      }),
    post: (path, token, body, key = randomUUID()) =>
      service.ask(path, token, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
        body: JSON.stringify(body),
      }),
  };
}

/** A text as it is offered. */
export interface OfferedText {
  readonly code: string;
  readonly text_version: string;
  readonly text: string;
  readonly sha256: string;
  readonly valid_from: string;
  readonly valid_until: string;
  readonly fields: readonly { readonly name: string }[];
}

/** The texts a token is offered. */
export async function textsFor(
  server: TestExemption,
  token: string,
): Promise<readonly OfferedText[]> {
  const response = await server.ask('/declaration-texts', token);
  assert.equal(response.status, 200);
  return ((await response.json()) as { items: OfferedText[] }).items;
}

/** The declaration that answers every question of a text with yes. */
export function signed(text: OfferedText): Record<string, unknown> {
  return {
    code: text.code,
    text_version: text.text_version,
    text_sha256: text.sha256,
    facts: Object.fromEntries(text.fields.map(({ name }) => [name, true])),
    accepted: true,
  };
}

/** The first text of a code that a token is offered, signed. */
export async function signedText(
  server: TestExemption,
  token: string,
  code: string,
): Promise<Record<string, unknown>> {
  const text = (await textsFor(server, token)).find((one) => one.code === code);
  assert.ok(text, `${code} is offered`);
  return signed(text);
}

/** A problem's code and field. */
export async function problemOf(
  response: Response,
): Promise<readonly [number, string, string | undefined]> {
  const body = (await response.json()) as { code: string; field?: string };
  return [response.status, body.code, body.field];
}
