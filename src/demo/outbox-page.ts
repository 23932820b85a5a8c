/**
 * `/demo/outbox`: the telephone and the letter box of the demo's citizens, for loopback peers only.
 *
 * It shows what a real deployment sends to a gateway: codes and halves of passwords. The process
 * mounts it in the demo alone, and the demo exists on loopback addresses alone.
 */
import { createReadStream } from 'node:fs';
import { readFile, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Context, Middleware } from 'koa';
import { isLoopback } from '../../config/settings.ts';
import { type Language, createCatalog } from '../web/catalog.ts';
import type { Assets } from '../web/assets.ts';
import { formatDate, formatTime } from '../web/format.ts';
import { createPages } from '../web/pages.ts';
import { outboxEn, outboxIt } from './outbox-texts.ts';

/** How many messages and letters are shown, newest first. */
const SHOWN = 40;

interface OutboxLine {
  readonly id: string;
  readonly kind: string;
  readonly to: string;
  readonly text: string;
  readonly at: string;
}

/** Answers `/demo/outbox` and `/demo/outbox/letters/<file>`; anybody not on this machine finds nothing. */
export function showOutbox(options: {
  readonly varFolder: string;
  readonly assets: Assets;
}): Middleware {
  const folder = path.join(options.varFolder, 'outbox');
  const pages = createPages<keyof typeof outboxIt>({
    viewsFolder: path.join(import.meta.dirname, 'views'),
    catalog: createCatalog(outboxIt, outboxEn),
    assets: options.assets,
    brandKey: 'outbox.brand',
  });
  return async (ctx, next) => {
    const isHere = ctx.path === '/demo/outbox' || ctx.path.startsWith('/demo/outbox/letters/');
    if (!isHere || ctx.method !== 'GET' || !isLoopbackPeer(ctx)) {
      await next();
      return;
    }
    if (ctx.path !== '/demo/outbox') {
      await sendLetter(ctx, folder, next);
      return;
    }
    const t = pages.translatorOf(ctx);
    const [lines, letters] = await Promise.all([lastMessages(folder), lastLetters(folder)]);
    const messages = lines.map(({ to, text, at }) => ({ to, text, when: whenOf(t.language, at) }));
    pages.show(ctx, { view: 'outbox', title: t('outbox.title'), data: { messages, letters } });
  };
}

/** Date and time as people read them, in Italy. */
function whenOf(language: Language, at: string): string {
  const instant = Date.parse(at);
  return `${formatDate(language, instant)}, ${formatTime(language, instant)}`;
}

/** The socket's peer, not what a header says. */
function isLoopbackPeer(ctx: Context): boolean {
  const address = ctx.req.socket.remoteAddress ?? '';
  return isLoopback(address.replace(/^::ffff:/, ''));
}

async function lastMessages(folder: string): Promise<OutboxLine[]> {
  const text = await readFile(path.join(folder, 'sms.jsonl'), 'utf8').catch(() => '');
  return text
    .trimEnd()
    .split('\n')
    .filter((line) => line !== '')
    .slice(-SHOWN)
    .reverse()
    .map((line) => JSON.parse(line) as OutboxLine); // written by the outbox channel
}

async function lastLetters(folder: string): Promise<string[]> {
  const names = await readdir(path.join(folder, 'letters')).catch(() => [] as string[]);
  const dated = await Promise.all(
    names
      .filter((name) => name.endsWith('.pdf'))
      .map(async (name) => ({
        name,
        at: (await stat(path.join(folder, 'letters', name))).mtimeMs,
      })),
  );
  return dated
    .sort((a, b) => b.at - a.at)
    .slice(0, SHOWN)
    .map(({ name }) => name);
}

async function sendLetter(
  ctx: Context,
  folder: string,
  next: () => Promise<unknown>,
): Promise<unknown> {
  const name = ctx.path.slice('/demo/outbox/letters/'.length);
  if (!/^[\w-]+\.pdf$/.test(name)) return next();
  const file = path.join(folder, 'letters', name);
  if (!(await stat(file).catch(() => undefined))) return next();
  ctx.type = 'application/pdf';
  ctx.set('Cache-Control', 'no-store');
  ctx.set('Content-Disposition', `inline; filename="${name}"`);
  ctx.body = createReadStream(file);
  return undefined;
}
