/**
 * `npm run -s sms`: the last messages of the SMS outbox, newest last: in words on a terminal, then
 * as JSON `{ messages: [{ id, kind, to, text, at }] }`. On one machine only: texts hold codes.
 */
import { readSettings } from '../config/settings.ts';
import { lastSms, type SmsLine } from '../src/delivery/channels/outbox-sms-file.ts';
import { optional, readOptions, runScript, UsageError } from './support/command-line.ts';

const USAGE = 'npm run -s sms [-- --last 10]';
const SHOWN = 10;
const SHOWN_MOST = 50;

await runScript(USAGE, async (args) => {
  const last = Number(optional(readOptions({ last: { type: 'string' } }, args), 'last') ?? SHOWN);
  if (!Number.isInteger(last) || last < 1 || last > SHOWN_MOST)
    throw new UsageError(`--last must be a number from 1 to ${SHOWN_MOST}.`);
  const settings = readSettings(process.env);
  if (settings.sms !== 'outbox')
    throw new UsageError('There is no outbox here: GASS_SMS is not outbox.');
  const messages = await lastSms(settings.varFolder, last);
  if (process.stdout.isTTY) for (const message of messages) process.stdout.write(inWords(message));
  return { messages };
});

function inWords({ at, to, text }: SmsLine): string {
  return `${at}  ${to}\n${text.replace(/^/gm, '    ')}\n\n`;
}
