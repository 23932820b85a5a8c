/**
 * The outbox: where messages of a machine without gateway, mail server and printer end up.
 *
 * `<var>/outbox/sms.jsonl`, `mail/<id>.eml`, `letters/<sub>-<n>.pdf`. Only its owner may read it.
 */
import { randomUUID } from 'node:crypto';
import { link, mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';

/** The folder's name under `$GASS_VAR`. */
export function outboxFolder(varFolder: string): string {
  return path.join(varFolder, 'outbox');
}

/** Where SMS are appended, one JSON object a line. */
export function smsFile(varFolder: string): string {
  return path.join(outboxFolder(varFolder), 'sms.jsonl');
}

/** Makes a folder that only its owner may enter. */
export async function privateFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
}

/** Puts a whole file in place, durable when it resolves: readers see all of it or nothing. */
export async function replaceFile(file: string, content: Uint8Array): Promise<void> {
  const draft = await writeDraft(file, content);
  await rename(draft, file);
  await syncFolder(path.dirname(file));
}

/** The same, but only if the name is free; answers whether it was. */
export async function createFile(file: string, content: Uint8Array): Promise<boolean> {
  const draft = await writeDraft(file, content);
  try {
    await link(draft, file); // unlike rename it fails when the name is taken
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
  await syncFolder(path.dirname(file));
  return true;
}

/** Whether a system call failed with this code. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

async function writeDraft(file: string, content: Uint8Array): Promise<string> {
  await privateFolder(path.dirname(file));
  const draft = path.join(path.dirname(file), `.${randomUUID()}`);
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return draft;
}

/** The name itself must survive a crash too. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
