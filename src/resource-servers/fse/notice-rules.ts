/** When a patient is told of new documents: once in 15 minutes, of as many as came, never of a hidden one. Pure. */
import { NOTICE_GIVEN_UP_S, NOTICE_QUIET_S, NOTICE_RETRY_S } from '../../../config/limits.ts';
import type { Item } from './rules.ts';
import type { PendingNotice } from './stored.ts';

/** Whether a document may be told of at all: nothing hides it from anybody who may read it. */
export function mayBeTold(item: Pick<Item, 'marks' | 'isProtected'>): boolean {
  return item.marks.size === 0 && !item.isProtected;
}

/** The notice once another document came; one that is due already tells of it too. */
export function withDocument(
  notice: PendingNotice | undefined,
  {
    id,
    fiscalCode,
    key,
    now,
  }: {
    readonly id: string;
    readonly fiscalCode: string;
    readonly key: string;
    readonly now: number;
  },
): PendingNotice {
  if (notice?.dueAt !== undefined) return notice;
  const dueAt = Math.max(now, (notice?.sentAt ?? -Infinity) + NOTICE_QUIET_S * 1000);
  return { ...notice, id, fiscalCode, since: now, key, dueAt };
}

/** Whether there is still something to tell: a document that came since, and that nobody hid meanwhile. */
export function isStillTrue(notice: PendingNotice, items: readonly Item[]): boolean {
  return items.some((item) => item.document.storedAt >= notice.since && mayBeTold(item));
}

/** The notice after a hand-over, or after what it would have told of is gone. Another one that came meanwhile stays. */
export function settled(
  notice: PendingNotice,
  key: string,
  sentAt: number | undefined,
): PendingNotice {
  if (notice.key !== key) return notice;
  const { dueAt: _done, ...rest } = notice;
  return sentAt === undefined ? rest : { ...rest, sentAt };
}

/** The notice after a hand-over failed: later again, or never after a day. */
export function postponed(notice: PendingNotice, key: string, now: number): PendingNotice {
  if (notice.key !== key || notice.dueAt === undefined) return notice;
  if (now - notice.since > NOTICE_GIVEN_UP_S * 1000) return settled(notice, key, undefined);
  return { ...notice, dueAt: now + NOTICE_RETRY_S * 1000 };
}
