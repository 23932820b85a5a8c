/**
 * Tells the provider that somebody has new documents; the provider knows who wants to hear of it,
 * and how. What is to be told is stored first, so a crash loses none. @source resource-servers 2, 6.5
 */
import { randomUUID } from 'node:crypto';
import { ISSUER_TIMEOUT_S, NOTICE_BATCH, NOTICE_POLL_MS } from '../../../config/limits.ts';
import { upsert } from '../../storage/collection.ts';
import { ApiError } from '../kit/errors.ts';
import type { Issuer } from '../kit/issuer.ts';
import type { FseStores } from './collections.ts';
import { isStillTrue, mayBeTold, postponed, settled, withDocument } from './notice-rules.ts';
import { itemsOfPerson } from './record.ts';
import type { Item } from './rules.ts';
import type { PendingNotice } from './stored.ts';

export interface NotifierOptions {
  readonly stores: FseStores;
  readonly issuer: Issuer;
  /** Key of a person that tells nothing of who it is. */
  readonly keyOf: (fiscalCode: string) => string;
  readonly onFailure: (error: unknown) => void;
}

export interface Notifier {
  /** Durable when it resolves; handed over in the background. */
  documentStored(item: Item): Promise<void>;
  /** Waits for what is under way and stops. */
  close(): Promise<void>;
}

/** Starts looking for due notices. */
export function startNotifier(options: NotifierOptions): Notifier {
  const { stores } = options;
  let running: Promise<void> | undefined;
  let isWanted = false;
  let isClosed = false;
  const work = async (): Promise<void> => {
    while (isWanted && !isClosed) {
      isWanted = false;
      await deliverDue(options).catch(options.onFailure);
    }
    running = undefined;
  };
  const run = (): void => {
    isWanted = true; // also while a round is under way: it may have looked already
    running ??= work();
  };
  const timer = setInterval(run, NOTICE_POLL_MS).unref();
  return {
    async documentStored(item) {
      if (!mayBeTold(item)) return;
      const { fiscalCode, storedAt: now } = item.document;
      const draft = { id: options.keyOf(fiscalCode), fiscalCode, key: randomUUID(), now };
      await upsert(
        stores.notices,
        draft.id,
        () => withDocument(undefined, draft),
        (notice) => withDocument(notice, draft),
      );
      run();
    },
    async close() {
      isClosed = true;
      clearInterval(timer);
      await running;
    },
  };
}

async function deliverDue(options: NotifierOptions): Promise<void> {
  for (const notice of await options.stores.notices.before('dueAt', Date.now(), NOTICE_BATCH))
    await deliver(notice, options);
}

async function deliver(
  notice: PendingNotice,
  { stores, issuer, onFailure }: NotifierOptions,
): Promise<void> {
  const { id, key } = notice;
  try {
    const isTrue = isStillTrue(notice, await itemsOfPerson(stores, notice.fiscalCode));
    if (isTrue) await handOver(notice, issuer);
    const sentAt = isTrue ? Date.now() : undefined;
    await stores.notices.update(id, (current) => settled(current, key, sentAt));
  } catch (error) {
    onFailure(error);
    await stores.notices.update(id, (current) => postponed(current, key, Date.now()));
  }
}

/** `POST /notifications` of the account API: always 202, whoever the person is. */
async function handOver({ fiscalCode, key }: PendingNotice, issuer: Issuer): Promise<void> {
  const api = `${issuer.url}/api`;
  const token = await issuer.ownToken?.(api, 'notify:send');
  if (token === undefined)
    throw new ApiError('SERVICE_UNAVAILABLE', { detail: 'no client key to send notices with' });
  const response = await fetch(`${api}/notifications`, {
    method: 'POST',
    redirect: 'error',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      fiscal_number: `TINIT-${fiscalCode}`,
      event: 'report-available',
      audience: 'patient-and-representatives',
      key,
    }),
    signal: AbortSignal.timeout(ISSUER_TIMEOUT_S * 1000),
  });
  await response.body?.cancel();
  if (response.status !== 202)
    throw new ApiError('SERVICE_UNAVAILABLE', {
      detail: `notifications answered ${response.status}`,
    });
}
