/** A health record before a fake provider, on loopback, with requests as one reader makes them. */
import { randomBytes } from 'node:crypto';
import type { JWK } from 'jose';
import type Koa from 'koa';
import { createFse } from '../../src/resource-servers/fse/app.ts';
import { FSE_COLLECTIONS } from '../../src/resource-servers/fse/collections.ts';
import type { Store } from '../../src/storage/collection.ts';
import { openStore } from '../../src/storage/open.ts';
import { listen } from '../../src/web/listen.ts';
import { assertValid } from './fhir-validators.ts';
import { type FakeIssuer, fakeIssuer } from './issuer.ts';
import { collectLog, type LogLines } from './log-lines.ts';
import { tempFolder } from './temp-folder.ts';

export interface TestFse extends AsyncDisposable {
  readonly url: string;
  readonly issuer: FakeIssuer;
  readonly store: Store;
  readonly logs: LogLines;
  /** Asks with a token (or none). Every FHIR answer is validated on the way. */
  ask(path: string, token?: string, init?: RequestInit): Promise<Response>;
}

export interface TestFseOptions {
  readonly clientKey?: JWK;
  readonly sendsNotices?: boolean;
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

/** Starts it with an empty database. */
export async function testFse(options: TestFseOptions = {}): Promise<TestFse> {
  const folder = await tempFolder();
  const store = await openStore(options.database ?? `sqlite:${folder.path}/fse.db`);
  await store.migrate(FSE_COLLECTIONS);
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
  const fse = await createFse({
    url,
    issuer: issuer.url,
    store: options.wrap?.(store) ?? store,
    auditKey: key,
    cursorKey: key,
    log: logs.log,
    trustedProxies: [],
    ...(options.clientKey ? { clientKey: options.clientKey } : {}),
    sendsNotices: options.sendsNotices === true,
  });
  late.handler = fse.app.callback();
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
      await fse.close();
      await store.close();
      if (!options.issuer) await issuer[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}
