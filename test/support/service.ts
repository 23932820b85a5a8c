/** A resource server before a fake provider, on loopback, with requests as one reader makes them. */
import { randomBytes } from 'node:crypto';
import type { JWK } from 'jose';
import type Koa from 'koa';
import type { ResourceServer, ServerOptions } from '../../src/resource-servers/kit/server.ts';
import type { AnyDeclaration, Store } from '../../src/storage/collection.ts';
import { openStore } from '../../src/storage/open.ts';
import { listen } from '../../src/web/listen.ts';
import { assertValid } from './fhir-validators.ts';
import { type FakeIssuer, fakeIssuer } from './issuer.ts';
import { collectLog, type LogLines } from './log-lines.ts';
import { tempFolder } from './temp-folder.ts';

export interface TestService extends AsyncDisposable {
  readonly url: string;
  readonly issuer: FakeIssuer;
  readonly store: Store;
  readonly logs: LogLines;
  /** Asks with a token (or none). Every FHIR answer is validated on the way. */
  ask(path: string, token?: string, init?: RequestInit): Promise<Response>;
}

export interface TestServiceOptions {
  readonly clientKey?: JWK;
  /** Shared keys and provider make two servers comparable. */
  readonly issuer?: FakeIssuer;
  readonly key?: string;
  /** URL it believes to have; the port it listens on otherwise. */
  readonly url?: string;
  /** Connection string instead of a file of its own. */
  readonly database?: string;
  /** What stands between the server and its store. */
  readonly wrap?: (store: Store) => Store;
  /** False where thousands of answers are compared instead. */
  readonly validates?: boolean;
}

/** What is started. */
export interface ServiceUnderTest {
  readonly collections: readonly AnyDeclaration[];
  readonly create: (options: ServerOptions) => Promise<ResourceServer>;
}

/** Starts it with an empty database. */
export async function testService(
  service: ServiceUnderTest,
  options: TestServiceOptions = {},
): Promise<TestService> {
  const folder = await tempFolder();
  const store = await openStore(options.database ?? `sqlite:${folder.path}/service.db`);
  await store.migrate(service.collections);
  const issuer = options.issuer ?? (await fakeIssuer());
  const logs = collectLog();
  const key = options.key ?? randomBytes(32).toString('base64url');
  // The URL is known only once the port is: requests wait for the application that knows it.
  const late: { handler?: ReturnType<Koa['callback']> } = {};
  const listening = await listen((request, response) => late.handler?.(request, response), {
    host: '127.0.0.1',
    port: 0,
    drainS: 1,
  });
  const url = options.url ?? listening.url;
  const server = await service.create({
    url,
    issuer: issuer.url,
    store: options.wrap?.(store) ?? store,
    auditKey: key,
    cursorKey: key,
    log: logs.log,
    trustedProxies: [],
    ...(options.clientKey ? { clientKey: options.clientKey } : {}),
  });
  late.handler = server.app.callback();
  return {
    url,
    issuer,
    store,
    logs,
    ask: async (path, token, init = {}) => {
      const headers = new Headers(init.headers);
      if (token !== undefined && !headers.has('Authorization'))
        headers.set('Authorization', `Bearer ${token}`);
      const address = path.startsWith(url)
        ? `${listening.url}${path.slice(url.length)}`
        : `${listening.url}${path}`;
      const response = await fetch(address, { ...init, headers });
      const isFhir =
        response.headers.get('content-type')?.startsWith('application/fhir+json') === true;
      if (isFhir && init.method !== 'HEAD' && options.validates !== false)
        assertValid(await response.clone().json());
      return response;
    },
    async [Symbol.asyncDispose]() {
      await listening.close();
      await server.close();
      await store.close();
      if (!options.issuer) await issuer[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}
