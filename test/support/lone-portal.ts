/** The portal with a provider that is only as real as its test needs: metadata, keys, pushed requests. */
import Router from '@koa/router';
import Koa from 'koa';
import { type CryptoKey, SignJWT, exportJWK, generateKeyPair } from 'jose';
import path from 'node:path';
import { createPortal } from '../../src/portal/app.ts';
import { PORTAL_COLLECTIONS } from '../../src/portal/collections.ts';
import { openStore } from '../../src/storage/open.ts';
import type { Store } from '../../src/storage/collection.ts';
import { type Listening, listen } from '../../src/web/listen.ts';
import { collectLog } from './log-lines.ts';
import { serve } from './serve.ts';
import { tempFolder } from './temp-folder.ts';

export const LONE_CLIENT = 'portale-salute';

export interface LonePortal extends AsyncDisposable {
  readonly url: string;
  readonly issuer: string;
  readonly store: Store;
  /** Starts the provider on its port; until then nobody answers there. */
  startProvider(): Promise<void>;
  stopProvider(): Promise<void>;
  /** What the provider answers to a pushed request; default 201. */
  answerPushed(status: number, body: object): void;
  /** Signs as the provider would. */
  sign(claims: Record<string, unknown>, header?: Record<string, unknown>): Promise<string>;
}

/** Starts the portal alone, on a database of its own. */
export async function startLonePortal(): Promise<LonePortal> {
  const folder = await tempFolder();
  const store = await openStore(`sqlite:${path.join(folder.path, 'portal.db')}`);
  await store.migrate(PORTAL_COLLECTIONS);
  const keys = await generateKeyPair('ES256', { extractable: true });
  const pushed = { status: 201, body: { request_uri: 'urn:x', expires_in: 60 } as object };
  const port = await freePort();
  const issuer = `http://localhost:${port}`;
  const provider = await stubProvider(issuer, keys.publicKey, pushed);
  const client = await generateKeyPair('ES256', { extractable: true });
  const portal = createPortal({
    url: 'http://localhost:3010',
    issuer,
    services: {
      fse: 'http://localhost:3001',
      booking: 'http://localhost:3002',
      exemption: 'http://localhost:3003',
      registry: 'http://localhost:3004',
    },
    clientId: LONE_CLIENT,
    privateJwk: { ...(await exportJWK(client.privateKey)), kid: 'portal', alg: 'ES256' },
    store,
    keys: { marking: 'm'.repeat(43), sealing: 's'.repeat(43) },
    trustedProxies: [],
    log: collectLog().log,
  });
  const server = await serve(portal.app);
  const running: { provider?: Listening } = {};
  return {
    url: server.url,
    issuer,
    store,
    async startProvider() {
      running.provider = await listen(provider.callback(), { host: '127.0.0.1', port, drainS: 0 });
    },
    async stopProvider() {
      await running.provider?.close();
    },
    answerPushed: (status, body) => Object.assign(pushed, { status, body }),
    sign: (claims, header = {}) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'ES256', typ: 'logout+jwt', ...header })
        .sign(keys.privateKey),
    async [Symbol.asyncDispose]() {
      await server.close();
      await running.provider?.close();
      await portal.close();
      await store.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

async function stubProvider(
  issuer: string,
  publicKey: CryptoKey,
  pushed: { readonly status: number; readonly body: object },
): Promise<Koa> {
  const jwk = { ...(await exportJWK(publicKey)), alg: 'ES256', use: 'sig' };
  const router = new Router();
  router.get('/.well-known/openid-configuration', (ctx) => {
    ctx.body = {
      issuer,
      authorization_endpoint: `${issuer}/auth`,
      token_endpoint: `${issuer}/token`,
      pushed_authorization_request_endpoint: `${issuer}/request`,
      jwks_uri: `${issuer}/jwks`,
      response_types_supported: ['code'],
    };
  });
  router.get('/jwks', (ctx) => {
    ctx.body = { keys: [jwk] };
  });
  router.post('/request', (ctx) => {
    ctx.status = pushed.status;
    ctx.body = pushed.body;
  });
  const app = new Koa();
  app.use(router.routes());
  return app;
}

async function freePort(): Promise<number> {
  const probe = await listen(new Koa().callback(), { host: '127.0.0.1', port: 0, drainS: 0 });
  await probe.close();
  return probe.port;
}
