/** "Chi ha letto": the page of the access log. @source issue 4; resource-servers 1.11 */
import type Router from '@koa/router';
import type { Context } from 'koa';
import type { AccessEntry } from './access-entry.ts';
import { readAccessLog } from './access-log.ts';
import { groupByDay } from './access-words.ts';
import type { PortalDeps } from './deps.ts';
import { printedNote } from './printed.ts';
import type { Report } from './report.ts';
import { paramOf, requireSection } from './section-visit.ts';
import { covers, sectionPath } from './sections.ts';
import { fullName } from './session.ts';
import type { LiveSession } from './sessions.ts';
import { StopError } from './stops.ts';

/** Adds the page. */
export function accessRoutes(deps: PortalDeps, router: Router): void {
  router.get(sectionPath(':person', 'access_log'), (ctx) => showLog(deps, ctx));
}

/** GET `/per/:person/chi-ha-letto?before=`: an instant in epoch ms, else the newest. */
async function showLog(deps: PortalDeps, ctx: Context): Promise<void> {
  const session = requireSection(ctx, paramOf(ctx, 'person'), 'access_log');
  const { acting } = session;
  const before = instantOf(ctx.query['before']);
  const log = await readAccessLog(deps.services, session, before);
  const t = deps.pages.translatorOf(ctx);
  const path = sectionPath(acting.id, 'access_log');
  deps.pages.show(ctx, {
    view: 'access-log',
    section: 'access_log',
    title: t('log.title', { name: acting.givenName }),
    data: {
      heading: t('log.title', { name: fullName(acting) }),
      down:
        log.down.length > 0
          ? t('log.down', { what: log.down.map((service) => t(`what.${service}`)).join(', ') })
          : undefined,
      days: groupByDay(t, log.entries, {
        sub: session.sub,
        clientId: deps.clientId,
        list: sectionPath(acting.id, 'documents'),
        documents: await documentsOf(deps, session, log.entries),
      }),
      path,
      isFirst: before === undefined,
      older: log.next === undefined ? undefined : `${path}?before=${log.next}`,
      printed: printedNote(t, session),
    },
  });
}

/** The documents of the entries that the reader may see; without the health record they have no names. */
async function documentsOf(
  deps: PortalDeps,
  session: LiveSession,
  entries: readonly AccessEntry[],
): Promise<ReadonlyMap<string, Report>> {
  if (!covers(session.acting, 'documents')) return new Map();
  const ids = entries
    .filter(({ service, type }) => service === 'fse' && type === 'DocumentReference')
    .flatMap(({ itemId }) => itemId ?? []);
  try {
    const reports = await deps.fse.named(session, [...new Set(ids)]);
    return new Map(reports.map((report) => [report.id, report]));
  } catch (error) {
    if (error instanceof StopError && error.page === 'service_down') return new Map();
    throw error;
  }
}

function instantOf(text: unknown): number | undefined {
  return typeof text === 'string' && /^\d{1,13}$/.test(text) ? Number(text) : undefined;
}
