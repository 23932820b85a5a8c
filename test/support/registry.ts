/** A registry before a fake provider, on loopback, with the demo's people and their tokens. */
import { randomUUID } from 'node:crypto';
import { feedRegistry } from '../../src/demo/feed-registry.ts';
import { createRegistry } from '../../src/resource-servers/registry/app.ts';
import {
  openRegistryStores,
  REGISTRY_COLLECTIONS,
  type RegistryStores,
} from '../../src/resource-servers/registry/collections.ts';
import type { Basis } from '../../src/resource-servers/kit/require.ts';
import { ACR_PIN } from '../../src/tokens/acr.ts';
import type { DelegationDetail } from '../../src/tokens/claims.ts';
import { demoSubjects, type Name, type Subjects } from './demo-subjects.ts';
import { type TestService, type TestServiceOptions, testService } from './service.ts';
import { delegatedClaims, personClaims, type Subject } from './tokens.ts';

/** Every scope of the registry. */
export const ALL = 'registry:read registry:write registry:choose';

/** How a token is asked for. */
export interface Wanted {
  /** Absent: the person's own. Otherwise Giulia acts. */
  readonly basis?: Basis;
  readonly detail?: Partial<DelegationDetail>;
  readonly scope?: string;
  /** Without the PIN. */
  readonly isOtp?: boolean;
}

export interface TestRegistry extends TestService {
  readonly people: Subjects;
  readonly stores: RegistryStores;
  /** A token at this server, with the PIN unless told otherwise. */
  token(of: Name | Subject, wanted?: Wanted): Promise<string>;
  /** Sends JSON. */
  send(
    method: string,
    path: string,
    token: string,
    body: unknown,
    headers?: Record<string, string>,
  ): Promise<Response>;
  /** A change of doctor under a fresh key, or the given one. */
  choose(token: string, body: object, key?: string): Promise<Response>;
  /** Id of a doctor of the demo, by the last word of the name. */
  doctor(name: string): Promise<string>;
}

export interface TestRegistryOptions extends TestServiceOptions {
  readonly now?: number;
  /** False for an empty database. */
  readonly isFed?: boolean;
  readonly people?: Subjects;
}

/** Codes of the demo's doctors. */
const CODES: Readonly<Record<string, string>> = {
  ...{ Conti: '030123456', Riva: '030123457', Neri: '030123458', Sala: '030123459' },
  ...{ Ferrario: '030123460', Galli: '030123461', Villa: '030123462' },
};

/** Starts it. */
export async function testRegistry({
  now = Date.now(),
  isFed = true,
  people = demoSubjects(now),
  ...options
}: TestRegistryOptions = {}): Promise<TestRegistry> {
  const service = await testService(
    { collections: REGISTRY_COLLECTIONS, create: createRegistry },
    options,
  );
  const stores = openRegistryStores(service.store);
  const citizens = Object.entries(people).map(([key, person]) => ({ key, ...person }));
  if (isFed) await feedRegistry(service.store, citizens, now);
  const send: TestRegistry['send'] = (method, path, token, body, headers = {}) =>
    service.ask(path, token, {
      method,
      headers: { 'Content-Type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return {
    ...service,
    people,
    stores,
    send,
    token(of, { basis, detail = {}, scope = ALL, isOtp = false } = {}) {
      const person = typeof of === 'string' ? people[of] : of;
      const claims = basis
        ? delegatedClaims(person, people.Giulia, scope, {
            basis,
            locations: [service.url],
            ...detail,
          })
        : personClaims(person, scope);
      return service.issuer.mint({
        ...claims,
        aud: service.url,
        ...(isOtp ? {} : { acr: ACR_PIN, amr: ['pwd', 'sms', 'mfa', 'pin'] }),
      });
    },
    choose: (token, body, key = randomUUID()) =>
      send('POST', '/doctor-choices', token, body, { 'Idempotency-Key': key }),
    async doctor(name) {
      const [found] = await stores.doctors.find({ code: CODES[name] ?? '' });
      if (!found) throw new Error(`no doctor ${name}`);
      return found.id;
    },
    [Symbol.asyncDispose]: () => service[Symbol.asyncDispose](),
  };
}
