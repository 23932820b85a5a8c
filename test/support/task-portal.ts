/**
 * The portal with two tasks of its own that need the PIN, before the real provider and services
 * that are only as real as those tasks need: they look at level and scope of the token.
 */
import Koa from 'koa';
import { decodeJwt } from 'jose';
import path from 'node:path';
import {
  PORTAL_COLLECTIONS,
  drafts,
  sessions,
  transactions,
} from '../../src/portal/collections.ts';
import type { PortalDeps } from '../../src/portal/deps.ts';
import { readOwnForm } from '../../src/portal/login-routes.ts';
import { pageRoutes } from '../../src/portal/page-routes.ts';
import { showStops } from '../../src/portal/regain.ts';
import { paramOf, requireSection } from '../../src/portal/section-visit.ts';
import { forgetTyped, resumedTyped, stepUp } from '../../src/portal/step-up.ts';
import { recognise } from '../../src/portal/visit.ts';
import { wire } from '../../src/portal/wire.ts';
import { openStore } from '../../src/storage/open.ts';
import { createWebApp } from '../../src/web/app.ts';
import { createAssets } from '../../src/web/assets.ts';
import { listen } from '../../src/web/listen.ts';
import { collectLog } from './log-lines.ts';
import type { TestSystem } from './system.ts';
import { tempFolder } from './temp-folder.ts';

/** Path of the first task's page behind `/per/{person}`. */
export const TASK = '/medico/conferma';
/** Of the second, which needs another scope. */
export const OTHER_TASK = '/esenzioni/conferma';
const TASKS = [
  { path: TASK, section: 'doctor', service: 'registry', pinScope: 'registry:choose' },
  { path: OTHER_TASK, section: 'exemptions', service: 'exemption', pinScope: 'exemption:declare' },
] as const;
type Task = (typeof TASKS)[number];

export interface TaskPortal extends AsyncDisposable {
  /** What the services were asked for: level and patient of the token, and what was typed. */
  readonly asked: { readonly acr: unknown; readonly sub: unknown; readonly typed: unknown }[];
}

/** Starts both where the system's own would be. */
export async function startTaskPortal(system: TestSystem): Promise<TaskPortal> {
  const { settings } = system;
  const folder = await tempFolder();
  const store = await openStore(`sqlite:${path.join(folder.path, 'portal.db')}`);
  await store.migrate(PORTAL_COLLECTIONS);
  const { portal: url, fse, booking, exemption, registry } = settings.urls;
  const { log } = collectLog();
  const rows = {
    sessions: store.collection(sessions),
    transactions: store.collection(transactions),
    drafts: store.collection(drafts),
  };
  const assets = {
    kit: createAssets(),
    own: createAssets(path.join(import.meta.dirname, '../../src/portal/assets')),
  };
  const deps = wire(
    {
      url,
      issuer: settings.issuer,
      services: { fse, booking, exemption, registry },
      clientId: 'portale-salute',
      privateJwk: { ...system.clientKey('portale-salute') },
      store,
      keys: { marking: 'm'.repeat(43), sealing: 's'.repeat(43) },
      trustedProxies: [],
      log,
    },
    rows,
    assets,
  );
  const app = createWebApp({
    log,
    trustedProxies: [],
    isHttps: false,
    ready: () => store.health(),
    failures: { page: (ctx, failure) => deps.pages.fail(ctx, failure) },
  });
  const router = pageRoutes(deps);
  for (const task of TASKS) addTask(router, deps, task);
  app.use(recognise(deps)).use(showStops(deps)).use(router.routes());
  const asked: TaskPortal['asked'] = [];
  const open = [
    await listen(app.callback(), at(url)),
    await listen(serviceApp(asked, 'registry:choose').callback(), at(registry)),
    await listen(serviceApp(asked, 'exemption:declare').callback(), at(exemption)),
  ];
  return {
    asked,
    async [Symbol.asyncDispose]() {
      for (const one of open) await one.close();
      await store.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** A page to confirm, as `step-up.ts` explains it. */
function addTask(
  router: ReturnType<typeof pageRoutes>,
  deps: PortalDeps,
  { path: page, section, service, pinScope }: Task,
): void {
  router.get(`/per/:person${page}`, async (ctx) => {
    const session = requireSection(ctx, paramOf(ctx, 'person'), section);
    const typed = await resumedTyped(deps, ctx, session);
    const hidden = { token: deps.pages.tokenOf(ctx), doctor: typed?.['doctor'] ?? '' };
    const button = { action: ctx.path, hidden, label: 'Sì' };
    deps.pages.show(ctx, { view: '@stop', title: 'Conferma', data: { text: 'Vuole?', button } });
  });
  router.post(`/per/:person${page}`, async (ctx) => {
    const session = requireSection(ctx, paramOf(ctx, 'person'), section);
    const form = await readOwnForm(deps, ctx);
    const typed = { doctor: form.get('doctor') ?? '' };
    const answer = await deps.services.ask(session, service, {
      method: 'POST',
      path: '/acts',
      json: typed,
      pinScope,
    });
    if (answer.kind === 'step-up') {
      await stepUp(deps, ctx, session, { page: ctx.path, typed, pinScope });
      return;
    }
    await forgetTyped(deps, ctx, session, ctx.path);
    const text = answer.kind === 'ok' ? String(answer.status) : answer.sentence;
    deps.pages.show(ctx, { view: '@stop', title: answer.kind, data: { text } });
  });
}

function serviceApp(asked: TaskPortal['asked'], needed: string): Koa {
  const app = new Koa();
  app.use(async (ctx) => {
    const chunks: Buffer[] = [];
    for await (const chunk of ctx.req) chunks.push(chunk as Buffer);
    const { acr, sub, scope } = decodeJwt(ctx.get('Authorization').replace('Bearer ', ''));
    asked.push({ acr, sub, typed: JSON.parse(Buffer.concat(chunks).toString()) as unknown });
    const hasScope = String(scope).split(' ').includes(needed);
    ctx.status = !hasScope ? 403 : acr === 'urn:gass:acr:pin' ? 201 : 401;
    if (ctx.status === 401)
      ctx.set('WWW-Authenticate', 'Bearer realm="r", error="insufficient_user_authentication"');
    if (ctx.status === 403)
      ctx.set('WWW-Authenticate', `Bearer error="insufficient_scope", scope="${needed}"`);
    ctx.body = {};
  });
  return app;
}

function at(url: string): { host: string; port: number; drainS: number } {
  return { host: '127.0.0.1', port: Number(new URL(url).port), drainS: 0 };
}
