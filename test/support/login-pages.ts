/**
 * The pages of the login with the real commands on SQLite, behind a door that is none of
 * oidc-provider's: what the pages do alone, without the protocol around them.
 */
import path from 'node:path';
import { createLoginPages } from '../../interactions/pages.ts';
import { createInteractionRouter } from '../../interactions/router.ts';
import { newHalf } from '../../src/credentials/random.ts';
import type { Account } from '../../src/domain/account.ts';
import { beginAttempt, type SessionFacts } from '../../src/domain/begin-attempt.ts';
import type { Delegation } from '../../src/domain/delegation.ts';
import type { LoginAttempt, Requested } from '../../src/domain/login.ts';
import { record } from '../../src/domain/login-events.ts';
import { createWebApp } from '../../src/web/app.ts';
import { createAssets } from '../../src/web/assets.ts';
import { listen } from '../../src/web/listen.ts';
import { openCommandDeps, type TestDeps } from './command-deps.ts';
import { fakeDoor, INTERACTION_COOKIE } from './fake-door.ts';
import { addMaria, addPerson } from './login-people.ts';
import { collectLog, type LogLines } from './log-lines.ts';
import { tempFolder } from './temp-folder.ts';

export const CLIENT_URI = 'http://localhost:4999/';

export interface LoginSystem extends AsyncDisposable {
  readonly url: string;
  readonly deps: TestDeps;
  readonly log: LogLines;
  readonly account: Account;
  /** Begins an interaction and answers its address. */
  begin(requested?: Partial<Requested>, session?: Partial<SessionFacts>): string;
  cookieOf(address: string): string;
  attempt(address: string): Promise<LoginAttempt | undefined>;
  /** The code that was sent in this interaction. */
  code(address: string): Promise<string>;
  /** The message is handed over to the channel, or fails for good. */
  tell(address: string, type: 'code_handed_over' | 'code_undelivered'): Promise<void>;
  addPerson(change: Partial<Account> & { readonly id: string }): Promise<Account>;
  addDelegation(
    change: Partial<Delegation> & { readonly id: string; readonly delegatorId: string },
  ): Promise<void>;
  /** Takes the interaction away, as after its end. */
  forget(address: string): void;
}

/** Starts it with one citizen, Maria Rossi, with her own password or a temporary one. */
export async function openLoginPages(
  options: { readonly firstAccess?: boolean; readonly clientUri?: string } = {},
): Promise<LoginSystem> {
  const folder = await tempFolder();
  const deps = await openCommandDeps(`sqlite:${path.join(folder.path, 'gass.db')}`);
  const log = collectLog();
  const begun = new Map<string, LoginAttempt>();
  const clientUri = options.clientUri ?? CLIENT_URI;
  const assets = createAssets();
  const pages = createLoginPages({ assets, portalUri: clientUri });
  const app = createWebApp({
    log: log.log,
    trustedProxies: ['127.0.0.1'],
    isHttps: false,
    ready: () => Promise.resolve(),
    failures: pages.failures,
  });
  app.use(assets.middleware);
  app.use(pages.info);
  app.use(async (ctx, next) => {
    if (ctx.path === '/shown/logout')
      await pages.provider.logoutForm(ctx, {
        action: '/session/end/confirm',
        xsrf: 'x',
        clientUri,
      });
    else if (ctx.path === '/shown/logged-out') await pages.provider.loggedOut(ctx);
    else if (ctx.path === '/shown/broken') await pages.provider.stop(ctx, 'broken');
    else if (ctx.path === '/shown/unavailable') await pages.provider.stop(ctx, 'unavailable');
    else if (ctx.path === '/shown/bad-request') await pages.provider.stop(ctx, 'bad_request');
    else await next();
  });
  const late = { issuer: '' };
  const router = createInteractionRouter({
    door: fakeDoor(deps, begun, clientUri),
    pages,
    commands: deps,
    log: log.log,
    get issuer() {
      return late.issuer; // known when the port is
    },
  });
  app.use(router.routes());
  const server = await listen(app.callback(), { host: '127.0.0.1', port: 0, drainS: 1 });
  late.issuer = server.url;
  const account = await addMaria(deps, options.firstAccess === true);
  const uidOf = (address: string): string => address.split('/').at(-1) ?? '';
  const attemptOf = (address: string): Promise<LoginAttempt | undefined> =>
    deps.stores.attempts.get(uidOf(address));
  return {
    url: server.url,
    deps,
    log,
    account,
    begin(requested = {}, session) {
      const id = `interaction${newHalf()}${newHalf()}`;
      const now = Date.now();
      const facts = session && {
        accountId: account.id,
        passwordAt: now - 60_000,
        secondFactorAt: now - 60_000,
        amr: ['pwd', 'sms', 'mfa'] as const,
        ...session,
      };
      begun.set(
        id,
        beginAttempt({
          id,
          requested: { ...REQUESTED, ...requested },
          now,
          ...(facts ? { session: facts } : {}),
        }),
      );
      return `${server.url}/interaction/${id}`;
    },
    cookieOf: (address) => `${INTERACTION_COOKIE}=${uidOf(address)}`,
    attempt: attemptOf,
    async code(address) {
      const attempt = await attemptOf(address);
      if (!attempt?.challenge || attempt.accountId === undefined)
        throw new Error('no code was sent');
      return deps.codes.codeOf(attempt.challenge, {
        attemptId: attempt.id,
        accountId: attempt.accountId,
      });
    },
    async tell(address, type) {
      await deps.stores.attempts.update(uidOf(address), (attempt) =>
        record(attempt, { type, queuedAt: attempt.challenge?.sentAt.at(-1) ?? 0 }, Date.now()),
      );
    },
    addPerson: (change) => addPerson(deps, change),
    async addDelegation(change) {
      const now = Date.now();
      await deps.stores.delegations.insert({
        delegateId: account.id,
        basis: 'parental',
        services: ['fse', 'booking', 'exemption', 'registry'],
        actions: ['read', 'book'],
        datatypes: ['*'],
        validUntil: now + 30 * 86_400_000,
        createdAt: now,
        ...change,
      });
    },
    forget: (address) => begun.delete(uidOf(address)),
    async [Symbol.asyncDispose]() {
      await server.close();
      await deps.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

const REQUESTED: Requested = {
  clientId: 'portale-salute',
  targets: [
    {
      audience: 'http://localhost:3001',
      service: 'fse',
      isDelegationAware: true,
      scopes: ['fse:read'],
    },
  ],
  mayDelegate: true,
  needsPin: false,
  needsChoice: false,
  needsConsent: false,
};
