/**
 * Before the password is proven nothing tells what was wrong: same page, same status, and times that
 * a statistical test cannot tell apart.
 */
import assert from 'node:assert/strict';
import { TEMPORARY_PASSWORD_S } from '../../config/limits.ts';
import { type Identity, openIdentity } from '../../src/compose/identity.ts';
import { type Answer, Citizen } from '../support/citizen.ts';
import { enrolAtDesk, smsHalfOf } from '../support/desk.ts';
import { differenceOf } from '../support/rank-test.ts';
import { type Party, ask, partyOf } from '../support/relying-party.ts';
import { type TestSystem, startSystem } from '../support/system.ts';

/** What is typed, by what is wrong with it. */
type Wrong = Readonly<Record<string, { readonly card_serial: string; readonly password: string }>>;

/** Samples of each class: 20 + 20 fully apart give z = 5.4. */
const SAMPLES = 20;
/** Beyond this twice running, times differ: chance does that once in 10^10. */
const FAR = 4.5;

describe('a refused password', () => {
  let system: TestSystem;
  let desk: Identity;
  let app: Party;
  let wrong: Wrong;
  let visits = 0;
  before(async function () {
    this.timeout(60_000);
    system = await startSystem({
      processes: ['provider'],
      hashesAsInLife: true,
      environment: { GASS_TRUSTED_PROXIES: '127.0.0.1' },
    });
    desk = await openIdentity(system.settings, 'desk', system.log.log);
    app = await partyOf(system, 'app-mobile', 'http://127.0.0.1:9/callback');
    wrong = await everyWrong();
  });
  after(async () => {
    await desk.close();
    await system.close();
  });

  async function everyWrong(): Promise<Wrong> {
    const { accounts } = desk.deps.stores;
    // a serial for each: what was typed before must count alike too
    const desks = await newcomer(911);
    const sms = await newcomer(912);
    const swapped = await newcomer(913);
    const expired = await newcomer(914);
    const suspended = await newcomer(915);
    await accounts.update(expired.sub, (account) =>
      account.password
        ? {
            ...account,
            password: { ...account.password, temporaryUntil: Date.now() - TEMPORARY_PASSWORD_S },
          }
        : account,
    );
    await accounts.update(suspended.sub, (account) => ({ ...account, status: 'suspended' }));
    const mario = system.citizen('Mario');
    const own = mario.password ?? '';
    return {
      'unknown serial': { card_serial: '9999999999', password: own },
      'wrong password': { card_serial: mario.card_serial ?? '', password: 'una frase sbagliata' },
      'desk half alone': { card_serial: desks.serial, password: desks.deskHalf },
      'SMS half alone': { card_serial: sms.serial, password: sms.smsHalf },
      'swapped halves': {
        card_serial: swapped.serial,
        password: swapped.smsHalf + swapped.deskHalf,
      },
      expired: { card_serial: expired.serial, password: expired.deskHalf + expired.smsHalf },
      'revoked card': { card_serial: mario.old_card_serial ?? '', password: own },
      suspended: {
        card_serial: suspended.serial,
        password: suspended.deskHalf + suspended.smsHalf,
      },
    };
  }

  async function newcomer(
    n: number,
  ): Promise<{ sub: string; serial: string; deskHalf: string; smsHalf: string }> {
    const person = await enrolAtDesk(desk, n);
    for (;;) {
      const smsHalf = smsHalfOf(await system.sms(), person.phone);
      if (smsHalf !== undefined) return { ...person, smsHalf };
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** A new browser in a network of its own types it: the answer, and how long the provider took. */
  async function type(typed: Wrong[string]): Promise<{ answer: Answer; ms: number }> {
    visits += 1;
    const network = `10.${Math.floor(visits / 250)}.${visits % 250}.7`;
    const citizen = new Citizen({ 'x-forwarded-for': network });
    const page = await citizen.follow(await citizen.get((await ask(app)).url));
    const begun = performance.now();
    const answer = await citizen.post(page.url, typed);
    return { answer, ms: performance.now() - begun };
  }

  it('is answered alike to the byte, whatever was wrong', async () => {
    const pages = new Map<string, string[]>();
    for (const [what, typed] of Object.entries(wrong)) {
      const { answer } = await type(typed);
      assert.equal(answer.status, 422, what);
      const page = answer.text
        .replaceAll(typed.card_serial, 'SERIAL')
        .replaceAll(/\/interaction\/[\w-]+/g, '/interaction/UID')
        .replaceAll(/(name="token" value=")[^"]*/g, '$1TOKEN');
      pages.set(page, [...(pages.get(page) ?? []), what]);
    }
    assert.equal(pages.size, 1, JSON.stringify([...pages.values()]));
    assert.match([...pages.keys()][0] ?? '', /Con questi dati non si può accedere/);
  });

  it('takes a time that does not tell what was wrong', async function () {
    this.timeout(120_000);
    const suspects = await farFrom('unknown serial', Object.keys(wrong));
    // what a busy moment of the machine did is not there a second time
    const confirmed = suspects.length === 0 ? [] : await farFrom('unknown serial', suspects);
    assert.deepEqual(confirmed, []);
  });

  /** The classes whose times differ from those of one class; taken in turns, so that noise hits all alike. */
  async function farFrom(base: string, others: readonly string[]): Promise<string[]> {
    const names = [...new Set([base, ...others])];
    const times = new Map(names.map((name) => [name, [] as number[]]));
    for (let round = 0; round < SAMPLES; round += 1)
      for (let n = 0; n < names.length; n += 1) {
        const name = names[(n + round) % names.length] ?? base;
        const typed = wrong[name];
        if (typed) times.get(name)?.push((await type(typed)).ms);
      }
    const known = times.get(base) ?? [];
    return names.filter((name) => Math.abs(differenceOf(known, times.get(name) ?? [])) > FAR);
  }
});
