/**
 * Types a demo citizen's login into the provider's own pages, so that the examples run without a
 * person. It reads the one-time code from the outbox, which exists on one machine only.
 */
import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import path from 'node:path';
import { CHANNEL_TIMEOUT_MS } from '../../config/limits.ts';
import { GassError } from '../../src/domain/errors.ts';

/** What is typed. */
export interface TypedLogin {
  readonly serial: string;
  readonly password: string;
  /** Asked at a first access only. */
  readonly newPassword?: string | undefined;
  /** `self` or a delegation id. */
  readonly delegation: string;
}

interface Page {
  readonly url: string;
  readonly status: number;
  readonly text: string;
  readonly location: string | undefined;
}

/** Walks from the authorization request to the app's redirect, which it follows. @throws GassError */
export async function typeLogin(start: URL, login: TypedLogin, varFolder: string): Promise<void> {
  const browser = createBrowser();
  const outbox = path.join(varFolder, 'outbox', 'sms.jsonl');
  const seen = (await linesOf(outbox)).length;
  let page = await browser.follow(start.href, start.origin);
  for (let step = 0; step < 8; step += 1) {
    if (page.location !== undefined) {
      await fetch(page.location); // the app's own port
      return;
    }
    const fields = await answerTo(page, login, () => codeFrom(outbox, seen));
    page = await browser.follow(page.url, start.origin, new URLSearchParams(fields));
    if (page.status >= 400)
      throw refused(`The provider answers ${page.status}: ${headingOf(page)}.`);
  }
  throw refused('The login does not come to an end.');
}

async function answerTo(
  page: Page,
  login: TypedLogin,
  code: () => Promise<string>,
): Promise<Record<string, string>> {
  const asks = (name: string): boolean => page.text.includes(`name="${name}"`);
  if (asks('card_serial')) return { card_serial: login.serial, password: login.password };
  if (asks('new_password_confirm')) {
    if (login.newPassword === undefined)
      throw refused('This is a first access: add --new-password.');
    return { new_password: login.newPassword, new_password_confirm: login.newPassword };
  }
  if (asks('code')) return { code: await code() };
  if (asks('delegation')) return { delegation: login.delegation };
  if (page.text.includes('value="approve"')) return { action: 'approve' };
  throw refused(`No answer is known to the page "${headingOf(page)}".`);
}

/** The newest code that was sent since the login began. */
async function codeFrom(outbox: string, seen: number): Promise<string> {
  for (const end = performance.now() + CHANNEL_TIMEOUT_MS; performance.now() < end; ) {
    for (const line of (await linesOf(outbox)).slice(seen).reverse()) {
      const { kind, text } = JSON.parse(line) as { kind: string; text: string }; // our own outbox
      const code = kind === 'one_time_code' ? /#(\d{8})$/.exec(text)?.[1] : undefined;
      if (code !== undefined) return code;
    }
    await wait(50);
  }
  throw refused('No one-time code came into the outbox.');
}

async function linesOf(outbox: string): Promise<string[]> {
  const text = await readFile(outbox, 'utf8').catch(() => '');
  return text.split('\n').filter((line) => line !== '');
}

/** Just enough of a browser: cookies by path, redirects followed within the provider. */
function createBrowser(): {
  follow(url: string, origin: string, form?: URLSearchParams): Promise<Page>;
} {
  const jar = new Map<
    string,
    { readonly name: string; readonly value: string; readonly path: string }
  >();
  const send = async (url: string, form?: URLSearchParams): Promise<Page> => {
    const { pathname } = new URL(url);
    const sent = [...jar.values()].filter((cookie) => `${pathname}/`.startsWith(cookie.path));
    const response = await fetch(url, {
      ...(form ? { method: 'POST', body: form } : {}),
      redirect: 'manual',
      headers: {
        accept: 'text/html',
        cookie: sent.map(({ name, value }) => `${name}=${value}`).join('; '),
      },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      const cookiePath = /; *path=([^;]+)/i.exec(line)?.[1] ?? '/';
      if (value === '') jar.delete(`${name} ${cookiePath}`);
      else jar.set(`${name} ${cookiePath}`, { name, value, path: cookiePath });
    }
    const location = response.headers.get('location');
    const target = location === null ? undefined : new URL(location, url).href;
    return { url, status: response.status, text: await response.text(), location: target };
  };
  return {
    async follow(url, origin, form) {
      let page = await send(url, form);
      while (page.location !== undefined && new URL(page.location).origin === origin)
        page = await send(page.location);
      return page;
    },
  };
}

/** What the page says first: the summary of its errors, else its heading. */
function headingOf(page: Page): string {
  const heading = /<h2 id="riepilogo">([^<]+)/.exec(page.text) ?? /<h1>([^<]+)/.exec(page.text);
  return heading?.[1]?.replaceAll('&#39;', "'") ?? 'no heading';
}

function refused(detail: string): GassError {
  return new GassError('refused', { status: 422, detail });
}
