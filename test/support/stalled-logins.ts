/** Logins that stand at each of their pages, to be troubled there and then to go on. */
import assert from 'node:assert/strict';
import type { Identity } from '../../src/compose/identity.ts';
import type { Target } from './bad-requests.ts';
import { type Answer, Citizen, type Walk, answerTo, codeFor } from './citizen.ts';
import { enrolAtDesk, smsHalfOf } from './desk.ts';
import type { Families } from './families.ts';
import { type Ask, type Party, ask } from './relying-party.ts';
import type { Secrets } from './secrets.ts';
import type { TestSystem } from './system.ts';

const NEW_PASSWORD = 'fagiolo-lanterna-cometa';
const FOREIGN = { origin: 'https://evil.example' };
/** What each page is known by, and an answer to it that is nearly right and counts as nothing. */
const PAGES = {
  card_serial: { card_serial: '123456789', password: 'una frase qualunque' },
  new_password: { new_password: NEW_PASSWORD, new_password_confirm: `${NEW_PASSWORD}!` },
  code: { code: '1234567' },
  pin: { pin: '12345' },
  delegation: { delegation: '00000000-0000-4000-8000-000000000000' },
  approve: { action: 'aprove' },
} as const;
export type PageName = keyof typeof PAGES;

/** One login at one page. */
export interface Stalled {
  /** Nearly right answers, and the right one as if another site had posted it. */
  readonly targets: readonly Target[];
  /** Goes on from the page to the client. @throws AssertionError it does not */
  finish(): Promise<void>;
}

export interface StallDeps {
  readonly system: TestSystem;
  readonly desk: Identity;
  readonly families: Families;
  readonly secrets: Secrets;
}

/** Somebody's request, walked up to the page. */
export async function stallAt(
  deps: StallDeps,
  page: PageName,
  asked: {
    readonly party: Party;
    readonly walk: Walk;
    readonly ask?: Ask;
    readonly browser?: Citizen;
  },
): Promise<Stalled> {
  const { system, secrets } = deps;
  const { party, walk } = asked;
  const citizen = asked.browser ?? new Citizen();
  const sent = (await system.sms()).length;
  const asking = await ask(party, asked.ask ?? {});
  secrets.add(walk.serial, walk.password, walk.phone, walk.pin, asking.checks.pkceCodeVerifier);
  /** Answers page after page until it is enough, or the browser is at the client. */
  const walkOn = async (from: Answer, isEnough: (shown: Answer) => boolean): Promise<Answer> => {
    let shown = await citizen.follow(from, party.redirectUri);
    while (!isEnough(shown) && shown.location === undefined) {
      assert.ok(shown.status < 400, `${page}: ${shown.status} ${shown.text}`);
      const answer = await citizen.post(shown.url, await answerTo(system, shown, walk, sent));
      shown = await citizen.follow(answer, party.redirectUri);
    }
    return shown;
  };
  const mark = page === 'approve' ? 'value="approve"' : `name="${page}"`;
  const shown = await walkOn(await citizen.get(asking.url), ({ text }) => text.includes(mark));
  assert.equal(shown.location, undefined, `the login never came to ${page}`);
  if (page === 'code') secrets.add(await codeFor(system, walk.phone, sent));
  secrets.add(...citizen.cookieValues());
  const cookie = { cookie: citizen.cookieFor(shown.url) };
  const right = await answerTo(system, shown, walk, sent);
  const { url } = shown;
  return {
    targets: [
      { name: `page ${page}`, method: 'POST', url, headers: cookie, fields: PAGES[page] },
      {
        name: `page ${page}`,
        method: 'POST',
        url,
        headers: { ...cookie, ...FOREIGN },
        fields: right,
      },
      { name: `page ${page}`, method: 'GET', url, headers: cookie, fields: right },
    ],
    async finish() {
      const end = await walkOn(await citizen.get(url), () => false);
      assert.match(end.location ?? `${end.status} ${end.text}`, /[?&]code=/, `${page} goes on`);
      secrets.add(new URL(end.location ?? '').searchParams.get('code'));
    },
  };
}

/** Somebody with the first password of the desk; `n` is theirs alone. */
export async function newcomer({ system, desk, secrets }: StallDeps, n: number): Promise<Walk> {
  const person = await enrolAtDesk(desk, n);
  for (;;) {
    const half = smsHalfOf(await system.sms(), person.phone);
    secrets.add(person.fiscalCode, person.deskHalf, half, NEW_PASSWORD);
    if (half !== undefined)
      return { ...person, password: person.deskHalf + half, newPassword: NEW_PASSWORD };
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
