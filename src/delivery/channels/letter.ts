/** Letters as PDF files in the outbox: `letters/<sub>-<n>.pdf`, n counting from 1. Local only. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Channel } from '../channel.ts';
import { PermanentFailure } from '../channel.ts';
import { createFile, hasCode, outboxFolder } from './outbox-folder.ts';

/** Prints into the outbox; a repetition after a crash finds its letter by the message id within. */
export function createLetterOutbox(varFolder: string): Channel {
  const folder = path.join(outboxFolder(varFolder), 'letters');
  return {
    async send(message, body) {
      if (!('letter' in body)) throw new PermanentFailure('wrong_body');
      const { accountId, id } = message;
      if (!/^[\w-]+$/.test(accountId)) throw new PermanentFailure('wrong_body'); // it names a file
      const earlier = await lettersOf(folder, accountId);
      if (message.tries > 1 && (await holdsMessage(folder, earlier, id))) return {};
      const { drawLetter } = await import('./letter-pdf.ts'); // fonts and PDF kit: 30 MB few processes need
      const content = await drawLetter(body.letter, id);
      let n = Math.max(0, ...earlier.map(numberOf)) + 1;
      while (!(await createFile(path.join(folder, `${accountId}-${n}.pdf`), content))) n += 1;
      return {};
    },
  };
}

async function lettersOf(folder: string, accountId: string): Promise<string[]> {
  try {
    const names = await readdir(folder);
    return names.filter((name) => name.startsWith(`${accountId}-`) && numberOf(name) > 0);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}

function numberOf(name: string): number {
  return Number(/-(\d+)\.pdf$/.exec(name)?.[1] ?? 0);
}

async function holdsMessage(folder: string, names: readonly string[], id: string) {
  for (const name of names)
    if ((await readFile(path.join(folder, name))).includes(`(${id})`)) return true;
  return false;
}
