/** Couriers of a test: a database, a sealer, an outbox, and messages to send. */
import { randomBytes, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { Settings } from '../../config/settings.ts';
import { createSealer } from '../../src/credentials/sealing.ts';
import type { Channel } from '../../src/delivery/channel.ts';
import { createChannels } from '../../src/delivery/channels.ts';
import { smsFile } from '../../src/delivery/channels/outbox-folder.ts';
import type { SmsLine } from '../../src/delivery/channels/outbox-sms-file.ts';
import { type Courier, createCourier, type MessageDraft } from '../../src/delivery/courier.ts';
import { openStore } from '../../src/storage/open.ts';
import { IDENTITY_COLLECTIONS } from '../../src/stores/collections.ts';
import { openStores, type Stores } from '../../src/stores/stores.ts';
import { collectLog, type LogLines } from './log-lines.ts';
import { tempFolder } from './temp-folder.ts';

export interface PostOffice extends AsyncDisposable {
  readonly stores: Stores;
  readonly log: LogLines;
  readonly varFolder: string;
  /** Everything in the SMS outbox. */
  outbox(): Promise<readonly SmsLine[]>;
  /** A courier on the office's database; outbox channels unless told otherwise. Stopped at the end. */
  courier(options?: CourierOptions): Courier;
}

export interface CourierOptions {
  readonly sms?: Settings['sms'] | Channel;
  /** Another sealing key than the office's, base64url. */
  readonly key?: string;
}

/** Opens one on an empty or existing database. */
export async function openPostOffice(address: string): Promise<PostOffice> {
  const folder = await tempFolder();
  const store = await openStore(address);
  await store.migrate(IDENTITY_COLLECTIONS);
  const stores = openStores(store);
  const log = collectLog();
  const officeKey = randomBytes(32).toString('base64url');
  const couriers: Courier[] = [];
  return {
    stores,
    log,
    varFolder: folder.path,
    async outbox() {
      const file = await readFile(smsFile(folder.path), 'utf8').catch(() => '');
      return file
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as SmsLine);
    },
    courier({ sms = 'outbox', key = officeKey } = {}) {
      const isChannel = typeof sms === 'object' && 'send' in sms;
      const channels = createChannels({
        sms: isChannel ? 'outbox' : sms,
        mail: 'outbox',
        varFolder: folder.path,
        issuer: 'http://localhost:3000',
      });
      const courier = createCourier({
        stores,
        sealer: createSealer(key),
        channels: isChannel ? { ...channels, sms } : channels,
        log: log.log,
      });
      couriers.push(courier);
      return courier;
    },
    async [Symbol.asyncDispose]() {
      for (const courier of couriers) await courier.stop();
      await store.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** A draft of an SMS that lives two minutes. */
export function smsDraft(draft: Partial<MessageDraft> = {}): MessageDraft {
  return {
    kind: 'notice',
    channel: 'sms',
    accountId: randomUUID(),
    expiresAt: Date.now() + 120_000,
    body: { to: '+393331234567', text: 'Testo riservato' },
    ...draft,
  };
}

/** Resolves when the condition holds; measured by a clock that tests do not move. @throws Error after 10 s */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 10_000;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`not within 10 s: ${what}`);
    await wait(10);
  }
}
