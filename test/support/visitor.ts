/** One person with one browser, sent to the provider by clients and back. */
import assert from 'node:assert/strict';
import { type Answer, Citizen, type Walk, walkLogin } from './citizen.ts';
import { type Ask, type Asking, type Party, type Tokens, ask, redeem } from './relying-party.ts';
import type { TestSystem } from './system.ts';

/** How a request ended at the client. */
export interface Returned {
  readonly asking: Asking;
  /** The callback's address, with code or error. */
  readonly callback: string;
}

/** Chooses at the token endpoint, where several resources were asked. */
export interface SignIn extends Ask {
  /** `self` or a delegation id, when the page asks. */
  readonly delegation?: string;
  /** Sent with the code. */
  readonly redeemed?: Readonly<Record<string, string>>;
}

export class Visitor {
  readonly system: Pick<TestSystem, 'sms'>;
  readonly walk: Walk;
  readonly browser: Citizen;

  constructor(system: Pick<TestSystem, 'sms'>, walk: Walk, browser = new Citizen()) {
    this.system = system;
    this.walk = walk;
    this.browser = browser;
  }

  /** Opens a request and stops at the first page, or at the client. */
  async open(party: Party, asked: Ask = {}): Promise<{ asking: Asking; page: Answer }> {
    const asking = await ask(party, asked);
    const page = await this.browser.follow(await this.browser.get(asking.url), party.redirectUri);
    return { asking, page };
  }

  /** Answers every page until the browser is back at the client. */
  async goThrough(party: Party, asked: SignIn = {}): Promise<Returned> {
    const asking = await ask(party, asked);
    const walk =
      asked.delegation === undefined ? this.walk : { ...this.walk, delegation: asked.delegation };
    const first = await this.browser.get(asking.url);
    const end = await walkLogin(this.system, this.browser, first, walk, party.redirectUri);
    assert.ok(end.location, `the browser stopped at ${end.url} (${end.status}): ${titleOf(end)}`);
    return { asking, callback: end.location };
  }

  /** Signs in and exchanges the code. */
  async signIn(party: Party, asked: SignIn = {}): Promise<Tokens> {
    const { asking, callback } = await this.goThrough(party, asked);
    return redeem(party, asking, callback, asked.redeemed, asked.dpop);
  }

  /** The OAuth error a request ends with at the client. */
  async errorOf(party: Party, asked: SignIn = {}): Promise<string | null> {
    const { callback } = await this.goThrough(party, asked);
    return new URL(callback).searchParams.get('error');
  }

  /** Leaves everything by a client's sign-out address. */
  async signOut(endSession: URL): Promise<Answer> {
    const page = await this.browser.follow(await this.browser.get(endSession.href));
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(page.text)?.[1];
    const action = /<form[^>]* action="([^"]+)"/.exec(page.text)?.[1];
    assert.ok(xsrf && action, `no sign-out form at ${page.url}: ${titleOf(page)}`);
    return this.browser.post(new URL(action, page.url).href, { xsrf, logout: 'yes' });
  }
}

/** What a page is called. */
export function titleOf(page: Answer): string {
  return /<title>(.*?)<\/title>/s.exec(page.text)?.[1] ?? '';
}

/** Whether a page asks for whom the person acts. */
export function asksForWhom(page: Answer): boolean {
  return page.text.includes('name="delegation"');
}

/** The values that the choice page offers. */
export function offeredBy(page: Answer): string[] {
  return [...page.text.matchAll(/name="delegation" value="([^"]+)"/g)].map(([, id = '']) => id);
}
