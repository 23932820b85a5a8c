/** A citizen at the portal without a browser: opens pages, presses their buttons, logs in. */
import { type Answer, Citizen, type Walk, walkLogin, walkOf } from './citizen.ts';
import type { TestSystem } from './system.ts';

/** The hidden fields of the form that posts to `action`. Throws when the page has none. */
export function formFields(page: Answer, action: string): Record<string, string> {
  const form = new RegExp(`<form[^>]* action="${action}"[^>]*>(.*?)</form>`, 's').exec(
    page.text,
  )?.[1];
  if (form === undefined)
    throw new Error(`no form posts to ${action} at ${page.url} (${page.status})`);
  const inputs = form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g);
  return Object.fromEntries(
    [...inputs].map(([, name = '', value = '']) => [name, value.replaceAll('&amp;', '&')]),
  );
}

/** The one `h1` of a page, without markup. */
export function headingOf(page: Answer): string {
  return (
    /<h1>(.*?)<\/h1>/s
      .exec(page.text)?.[1]
      ?.replaceAll(/<[^>]+>/g, '')
      .replaceAll('&#39;', "'") ?? ''
  );
}

/** What a visitor needs of a system, in one process or several. */
export type PortalSystem = Pick<TestSystem, 'settings' | 'citizen' | 'sms'>;

/** One browser of one citizen at one portal. */
export class PortalVisitor {
  readonly system: PortalSystem;
  readonly citizen: Citizen;
  readonly portal: string;

  constructor(system: PortalSystem, citizen: Citizen = new Citizen()) {
    this.system = system;
    this.citizen = citizen;
    this.portal = system.settings.urls.portal;
  }

  /** A page of the portal, redirects followed. */
  async open(path: string): Promise<Answer> {
    return this.citizen.follow(await this.citizen.get(`${this.portal}${path}`));
  }

  /** Presses the button of a form; the answer as it comes, redirects not followed. */
  press(page: Answer, action: string): Promise<Answer> {
    return this.citizen.post(`${this.portal}${action}`, formFields(page, action));
  }

  /** Begins at a page with [Entra] or [Accedi], up to the callback's address. */
  async logInUpToCallback(
    givenName: string,
    from: Answer,
    more: Partial<Walk> = {},
  ): Promise<string> {
    const first = await this.press(from, '/login');
    const walk = walkOf(this.system, givenName, more);
    const end = await walkLogin(this.system, this.citizen, first, walk, `${this.portal}/callback`);
    if (end.location === undefined)
      throw new Error(`the login stopped at ${end.url} (${end.status})`);
    return end.location;
  }

  /** The callback's address for a browser that the provider knows already: no page, no SMS. */
  async callbackBySession(): Promise<string> {
    const answer = await this.citizen.post(`${this.portal}/login`, {});
    const end = await this.citizen.follow(answer, `${this.portal}/callback`);
    if (end.location === undefined) throw new Error(`the provider asks at ${end.url}`);
    return end.location;
  }

  /** Logs in from the first page; the page where the login lands. */
  async logIn(givenName: string, more: Partial<Walk> = {}): Promise<Answer> {
    const callback = await this.logInUpToCallback(givenName, await this.open('/'), more);
    return this.citizen.follow(await this.citizen.get(callback));
  }

  /** Presses [Cambia persona] and chooses; the page where it lands. */
  async switchTo(page: Answer, delegation: string): Promise<Answer> {
    const choice = await this.citizen.follow(await this.press(page, '/switch'));
    const answered = await this.citizen.post(choice.url, { delegation });
    return this.citizen.follow(answered);
  }
}
