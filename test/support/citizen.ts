/**
 * A citizen at the login pages without a browser: keeps cookies, reads forms, types, follows
 * redirects by hand. It posts only the fields of the external contract unless told otherwise.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { Sms, TestSystem } from './system.ts';

/** One answer, with its body read. */
export interface Answer {
  readonly status: number;
  readonly url: string;
  readonly location: string | undefined;
  readonly headers: Headers;
  readonly text: string;
}

type Fields = Readonly<Record<string, string>>;

/** A cookie jar and a hand on the keyboard. */
export class Citizen {
  /** Cookies by origin host, name and path; ports share a jar, as in browsers. */
  readonly #jar = new Map<string, { value: string; path: string }>();
  readonly #headers: Record<string, string>;

  constructor(headers: Record<string, string> = {}) {
    this.#headers = headers;
  }

  get(url: string): Promise<Answer> {
    return this.#send(url, { method: 'GET' });
  }

  post(url: string, fields: Fields | URLSearchParams): Promise<Answer> {
    return this.#send(url, {
      method: 'POST',
      body: new URLSearchParams(fields as Record<string, string>),
    });
  }

  /** Follows redirects until a page comes or the flow leaves to an address that begins with `stop`. */
  async follow(answer: Answer, stop?: string): Promise<Answer> {
    let current = answer;
    for (let hops = 0; current.location !== undefined; hops += 1) {
      if (hops > 10) throw new Error(`too many redirects at ${current.url}`);
      if (stop !== undefined && current.location.startsWith(stop)) return current;
      current = await this.get(current.location);
    }
    return current;
  }

  cookies(): readonly string[] {
    return [...this.#jar.keys()];
  }

  cookieValues(): readonly string[] {
    return [...this.#jar.values()].map(({ value }) => value);
  }

  /** The `Cookie` header of a request; empty when there is none. */
  cookieFor(url: string): string {
    const { pathname } = new URL(url);
    return [...this.#jar]
      .filter(
        ([, { path }]) =>
          pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`),
      )
      .map(([key, { value }]) => `${key.split(' ')[0] ?? ''}=${value}`)
      .join('; ');
  }

  forgetCookies(): void {
    this.#jar.clear();
  }

  async #send(url: string, init: RequestInit): Promise<Answer> {
    const cookie = this.cookieFor(url);
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: { accept: 'text/html', ...this.#headers, ...(cookie === '' ? {} : { cookie }) },
    });
    for (const line of response.headers.getSetCookie()) this.#keep(line);
    const location = response.headers.get('location');
    return {
      status: response.status,
      url,
      location: location === null ? undefined : new URL(location, url).href,
      headers: response.headers,
      text: await response.text(),
    };
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
    const [name = '', ...rest] = pair.split('=');
    const read = (word: string): string | undefined =>
      attributes.find((one) => one.toLowerCase().startsWith(`${word}=`))?.slice(word.length + 1);
    const path = read('path') ?? '/';
    const key = `${name} ${path}`;
    const ends = read('expires');
    if (rest.join('=') === '' || (ends !== undefined && new Date(ends).getTime() <= Date.now()))
      this.#jar.delete(key);
    else this.#jar.set(key, { value: rest.join('='), path });
  }
}

/** The newest one-time code sent to a number after so many messages; waits for the courier. */
export async function codeFor(
  system: Pick<TestSystem, 'sms'>,
  phone: string | null,
  after: number,
): Promise<string> {
  for (let tries = 0; tries < 100; tries += 1) {
    const found = (await system.sms())
      .slice(after)
      .findLast((sms: Sms) => sms.kind === 'one_time_code' && sms.to === phone);
    const code = found && /#(\d{8})$/.exec(found.text)?.[1];
    if (code !== undefined) return code;
    await wait(50);
  }
  throw new Error('no code came');
}

/** How a login is walked through. */
export interface Walk {
  readonly serial: string;
  readonly password: string;
  readonly phone: string | null;
  readonly newPassword?: string;
  readonly pin?: string;
  /** `self` or a delegation id, answered when the page asks. */
  readonly delegation?: string;
}

/** Answers the steps one after another until the flow leaves the provider to `stop`. */
export async function walkLogin(
  system: Pick<TestSystem, 'sms'>,
  citizen: Citizen,
  first: Answer,
  walk: Walk,
  stop: string,
): Promise<Answer> {
  const sent = (await system.sms()).length;
  let page = await citizen.follow(first, stop);
  for (let steps = 0; steps < 8; steps += 1) {
    if (page.location?.startsWith(stop)) return page;
    const fields = await answerTo(system, page, walk, sent);
    page = await citizen.follow(await citizen.post(page.url, fields), stop);
    if (page.status >= 400) return page;
  }
  throw new Error(`the login does not end: ${page.url}`);
}

/** What this person types on a page of the login. */
export async function answerTo(
  system: Pick<TestSystem, 'sms'>,
  page: Answer,
  walk: Walk,
  sent: number,
): Promise<Fields> {
  const asks = (name: string): boolean => page.text.includes(`name="${name}"`);
  if (asks('card_serial')) return { card_serial: walk.serial, password: walk.password };
  if (asks('new_password_confirm')) {
    const chosen = walk.newPassword ?? '';
    return { new_password: chosen, new_password_confirm: chosen };
  }
  if (asks('code')) return { code: await codeFor(system, walk.phone, sent) };
  if (asks('pin')) return { pin: walk.pin ?? '' };
  if (asks('delegation')) return { delegation: walk.delegation ?? 'self' };
  if (page.text.includes('value="approve"')) return { action: 'approve' };
  throw new Error(`no form is known at ${page.url} (${page.status})`);
}

/** What a demo citizen types. */
export function walkOf(
  system: Pick<TestSystem, 'citizen'>,
  givenName: string,
  more: Partial<Walk> = {},
): Walk {
  const { card_serial, password, phone } = system.citizen(givenName);
  return { serial: card_serial ?? '', password: password ?? '', phone, ...more };
}
