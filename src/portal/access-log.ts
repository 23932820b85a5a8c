/**
 * Who has read: the logs of all services as one list, newest first.
 *
 * Each service pages its own log; one page of the whole is made of what happened before an instant,
 * so nothing is kept between pages and a service that is down takes nothing but its own part away.
 */
import { PAGE_DEFAULT } from '../../config/limits.ts';
import { type AccessEntry, type AccessPage, readAccessPage } from './access-entry.ts';
import { type Service, auditedServices } from './sections.ts';
import type { ServiceClient } from './service-client.ts';
import type { LiveSession } from './sessions.ts';
import { StopError } from './stops.ts';

export interface MergedLog {
  readonly entries: readonly AccessEntry[];
  /** Instant before which the next page begins; undefined on the last. */
  readonly next: number | undefined;
  /** Services that did not answer. */
  readonly down: readonly Service[];
}

/**
 * One page of the log of whom the session acts for: what happened before the instant.
 * @throws StopError `service_down` no service answers · whatever else stops a call
 */
export async function readAccessLog(
  services: ServiceClient,
  session: LiveSession,
  before: number | undefined,
): Promise<MergedLog> {
  const search = new URLSearchParams({ _sort: '-date', _count: String(PAGE_DEFAULT) });
  if (before !== undefined) search.set('date', `lt${new Date(before).toISOString()}`);
  const path = `/AuditEvent?${search.toString()}`;
  const down: Service[] = [];
  const pages = await Promise.all(
    auditedServices(session.acting).map(async (service) => {
      try {
        const read = (json: unknown): AccessPage => readAccessPage(service, json);
        return await services.read(session, service, { path }, read);
      } catch (error) {
        if (!(error instanceof StopError)) throw error;
        if (error.page === 'not_covered') return undefined;
        if (error.page !== 'service_down') throw error;
        down.push(service);
        return undefined;
      }
    }),
  );
  const answered = pages.filter((page) => page !== undefined);
  if (answered.length === 0)
    throw new StopError('service_down', { section: 'access_log', detail: 'no log answers' });
  return { ...mergePages(answered, PAGE_DEFAULT), down };
}

/** The newest entries of several first pages; entries of one instant are never torn apart. Pure. */
export function mergePages(pages: readonly AccessPage[], limit: number): Omit<MergedLog, 'down'> {
  const all = pages.flatMap(({ entries }) => entries).sort((a, b) => b.at - a.at);
  const last = all[Math.min(limit, all.length) - 1];
  const entries = last === undefined ? [] : all.filter(({ at }) => at >= last.at);
  const total = pages.reduce((sum, page) => sum + page.total, 0);
  return { entries, next: total > entries.length ? last?.at : undefined };
}
