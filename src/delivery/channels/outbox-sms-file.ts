/** The file of the SMS outbox: whole lines only, also from several processes and after a crash. */
import { open } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { TORN_LOOKS, TORN_LOOK_MS } from '../../../config/limits.ts';
import { hasCode, privateFolder, smsFile } from './outbox-folder.ts';

const smsLine = z.strictObject({
  id: z.string(),
  kind: z.enum(['one_time_code', 'password_half', 'notice']),
  to: z.string(),
  text: z.string(),
  /** ISO 8601, UTC: when it was handed over. */
  at: z.string(),
});

/** One line of `sms.jsonl`. @source design 9 */
export type SmsLine = Readonly<z.infer<typeof smsLine>>;

/** More than the last 50 messages ever take. */
const TAIL_BYTES = 64 * 1024;

/**
 * Appends a line; durable when it resolves. Lines that come while one is being written go out
 * together, in one write and one sync.
 */
export function createAppender(varFolder: string): (line: SmsLine) => Promise<void> {
  const file = smsFile(varFolder);
  let batch: { readonly lines: string[]; readonly written: Promise<void> } | undefined;
  let previous: Promise<unknown> = Promise.resolve();
  let isTailWhole = false;

  async function write(lines: readonly string[]): Promise<void> {
    await privateFolder(path.dirname(file));
    const handle = await open(file, 'a+', 0o600);
    try {
      const isTorn = !isTailWhole && (await endsTorn(handle));
      isTailWhole = false;
      const content = Buffer.from(`${isTorn ? '\n' : ''}${lines.join('')}`);
      const { bytesWritten } = await handle.write(content); // one write: others append too
      if (bytesWritten < content.length) throw new Error('the outbox took part of a message');
      await handle.sync();
      isTailWhole = true;
    } finally {
      await handle.close();
    }
  }

  return (line) => {
    if (batch === undefined) {
      const lines: string[] = [];
      const written = previous.then(() => {
        batch = undefined;
        return write(lines);
      });
      previous = written.catch(() => undefined);
      batch = { lines, written };
    }
    batch.lines.push(`${JSON.stringify(line)}\n`);
    return batch.written;
  };
}

/** Whether the message has its line already. */
export async function hasLine(varFolder: string, id: string): Promise<boolean> {
  const handle = await openIfThere(smsFile(varFolder));
  if (handle === undefined) return false;
  try {
    for await (const line of handle.readLines({ autoClose: false }))
      if (line.includes(id) && parseLine(line)?.id === id) return true;
    return false;
  } finally {
    await handle.close();
  }
}

/** The last messages, newest last. */
export async function lastSms(varFolder: string, limit: number): Promise<SmsLine[]> {
  const handle = await openIfThere(smsFile(varFolder));
  if (handle === undefined) return [];
  try {
    const { size } = await handle.stat();
    const start = Math.max(0, size - TAIL_BYTES);
    const { buffer, bytesRead } = await handle.read({
      buffer: Buffer.alloc(size - start),
      position: start,
    });
    const lines = buffer.toString('utf8', 0, bytesRead).split('\n');
    return lines.flatMap((line) => parseLine(line) ?? []).slice(-limit);
  } finally {
    await handle.close();
  }
}

/** A line cut off by a crash is none. */
function parseLine(line: string): SmsLine | undefined {
  try {
    return smsLine.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}

type Handle = Awaited<ReturnType<typeof open>>;

async function openIfThere(file: string): Promise<Handle | undefined> {
  try {
    return await open(file, 'r');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Whether the last line is no whole one, and stays so: another process may be in the middle of its write. */
async function endsTorn(handle: Handle): Promise<boolean> {
  for (let look = 0; look < TORN_LOOKS; look += 1) {
    if (look > 0) await wait(TORN_LOOK_MS);
    const { size } = await handle.stat();
    if (size === 0 || (await byteAt(handle, size - 1)) === '\n') return false;
  }
  return true;
}

async function byteAt(handle: Handle, position: number): Promise<string> {
  const { buffer } = await handle.read({ buffer: Buffer.alloc(1), position });
  return buffer.toString('latin1');
}
