/**
 * Tells who asked for it that a report is ready: the patient, and parents and guardians.
 *
 * A key is used once. The message of each person is named after it, so a call that broke off is
 * completed by its repeat, and nobody is told twice. Whoever the person is, and whether anybody
 * wants to hear, the same is read and counted: the caller learns nothing. @source resource-servers 6.5
 */
import { NOTICE_KEY_S } from '../../config/limits.ts';
import type { Account } from '../domain/account.ts';
import type { FiscalCode } from '../domain/fiscal-code.ts';
import { type NoticeAudience, hearsOfReports, wantsNotices } from '../domain/report-notice.ts';
import { NOTICES_RULE } from '../domain/throttle-rules.ts';
import { upsert } from '../storage/collection.ts';
import type { CommandDeps } from './deps.ts';
import { personByFiscalCode } from './known-person.ts';
import { notify } from './notify.ts';
import { countOnce } from './tallies.ts';

/** What a service announces. */
export interface ReportNotice {
  readonly clientId: string;
  /** The client's own word for this notice. */
  readonly key: string;
  readonly fiscalCode: FiscalCode;
  readonly audience: NoticeAudience;
}

type Deps = Pick<CommandDeps, 'stores' | 'courier' | 'indexer'>;

/** Queues the messages; durable when it resolves. A key that was used for another notice does nothing. */
export async function tellOfReport(deps: Deps, notice: ReportNotice, now: number): Promise<void> {
  if (!(await claimKey(deps, notice, now))) return;
  const patient = await personByFiscalCode(deps.stores, notice.fiscalCode);
  const representatives = await representativesOf(deps, patient, notice.audience, now);
  await Promise.all([
    tellPatient(deps, notice, patient, now),
    ...representatives.map((each) => tell(deps, { notice, to: each, about: patient, now })),
  ]);
}

/** Whether the key is this notice's: new, or used by it before. */
async function claimKey({ stores, indexer }: Deps, notice: ReportNotice, now: number) {
  const id = indexer.indexOf('notice-key', JSON.stringify([notice.clientId, notice.key]));
  const what = indexer.indexOf('notice-for', JSON.stringify([notice.fiscalCode, notice.audience]));
  const claim = { id, events: [{ at: now, what }], expiresAt: now + NOTICE_KEY_S * 1000 };
  const stored = await upsert(
    stores.tallies,
    id,
    () => claim,
    (earlier) => earlier,
  );
  return stored.events[0]?.what === what;
}

async function representativesOf(
  { stores }: Deps,
  patient: Account | undefined,
  audience: NoticeAudience,
  now: number,
): Promise<readonly Account[]> {
  if (audience === 'patient') return [];
  const found = new Map<string, Account>();
  for (const delegation of await stores.delegations.find({ delegatorId: patient?.id ?? '' })) {
    const delegate = await stores.accounts.get(delegation.delegateId);
    if (patient && delegate && hearsOfReports(delegation, { patient, delegate }, now))
      found.set(delegate.id, delegate);
  }
  return [...found.values()];
}

/** Who does not want to hear, or is unknown, is counted all the same, elsewhere. */
async function tellPatient(
  deps: Deps,
  notice: ReportNotice,
  patient: Account | undefined,
  now: number,
): Promise<void> {
  if (patient && wantsNotices(patient)) await tell(deps, { notice, to: patient, now });
  else await isWithinBudget(deps, `nobody ${notice.fiscalCode}`, notice.key, now);
}

async function tell(
  deps: Deps,
  message: {
    readonly notice: ReportNotice;
    readonly to: Account;
    /** Absent when it is the person's own report. */
    readonly about?: Account | undefined;
    readonly now: number;
  },
): Promise<void> {
  const { notice, to, about, now } = message;
  const id = deps.indexer.indexOf('notice', JSON.stringify([notice.clientId, notice.key, to.id]));
  if (!(await isWithinBudget(deps, to.id, id, now))) return;
  if (about)
    await notify(deps, to, {
      id,
      key: 'report_ready_child',
      args: { name: about.givenName },
      now,
    });
  else await notify(deps, to, { id, key: 'report_ready', args: {}, now });
}

/** Two a day; a repeat is counted already. */
function isWithinBudget(deps: Deps, whose: string, what: string, at: number): Promise<boolean> {
  const key = { id: deps.indexer.indexOf('notices', whose), rule: NOTICES_RULE };
  return countOnce(deps, key, { at, what });
}
