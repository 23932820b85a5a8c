/**
 * kill -9 in a loop of logins and enrolments: nothing that was acknowledged is lost.
 * GASS_TEST_SECONDS makes the loop longer (`npm run endure`).
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { MESSAGE_LEASE_S } from '../../config/limits.ts';
import type { Identity } from '../../src/compose/identity.ts';
import { normaliseTemporary } from '../../src/domain/password-halves.ts';
import { type StoreChild, startChildIn } from '../support/children.ts';
import { Citizen, walkLogin } from '../support/citizen.ts';
import { moved } from '../support/clock.ts';
import { type AtDesk, peopleIn, smsHalfOf, withDesk } from '../support/desk.ts';
import { startKillable, type Killable } from '../support/killable.ts';
import { type Party, ask, partyOf, redeem, refresh } from '../support/relying-party.ts';
import { runScript } from '../support/scripts.ts';
import { type Sms, readFolder, systemEnvironment } from '../support/system.ts';

const SECONDS = Number(process.env['GASS_TEST_SECONDS'] ?? 3);
const KILLS = 4;
const VISITORS = 5;
/** A desk enrols at most so many people until it is killed; the first is nobody of the demo. */
const BLOCK = 6;
const FIRST = 101;
const NEW_PASSWORD = 'fagiolo-lanterna-cometa';
const ENROLS = new URL('../support/enrol-child.ts', import.meta.url).pathname;

/** What a visitor was told. */
interface Acknowledged {
  readonly person: AtDesk;
  readonly refreshToken: string;
}

/** What the visitors share. */
interface Loop {
  /** Whose enrolment was acknowledged so far. */
  readonly people: () => readonly AtDesk[];
  readonly taken: Set<string>;
  readonly entered: Acknowledged[];
  isOver: boolean;
}

describe('a provider and a desk that are killed', () => {
  let folder: string;
  let environment: Record<string, string>;
  let provider: Killable;
  let system: Awaited<ReturnType<typeof readFolder>>;
  let app: Party;
  before(async function () {
    this.timeout(30_000);
    folder = await mkdtemp(path.join(tmpdir(), 'gass-killed-'));
    environment = await systemEnvironment(folder);
    provider = await startKillable(environment, 'provider');
    system = await readFolder(folder);
    const { settings } = provider;
    app = await partyOf({ ...system, settings }, 'app-mobile', 'http://127.0.0.1:9/callback');
  });
  after(async () => {
    await provider.kill();
    await rm(folder, { recursive: true, force: true });
  });

  it('lose nothing that was acknowledged, and hand no message over twice', async function () {
    this.timeout((SECONDS + 90) * 1000);
    const enrolled: AtDesk[] = [];
    const entered: Acknowledged[] = [];
    let desk: StoreChild | undefined;
    const loop: Loop = {
      people: () => [...enrolled, ...peopleIn(desk?.lines() ?? [])],
      taken: new Set(),
      entered,
      isOver: false,
    };
    const until = Date.now() + SECONDS * 1000;
    const visitors = Array.from({ length: VISITORS }, () => visit(loop));
    for (let round = 0; round < KILLS || Date.now() < until; round += 1) {
      const before = entered.length;
      desk = startChildIn(environment, ENROLS, String(FIRST + round * BLOCK), String(BLOCK));
      for (let looks = 0; looks < 250 && entered.length === before; looks += 1) await wait(20);
      await wait((round * 37) % 100); // any moment of what is under way
      desk.kill();
      await provider.kill();
      enrolled.push(...peopleIn(await desk.ended));
      desk = undefined;
      await provider.start();
    }
    loop.isOver = true;
    await Promise.all(visitors);
    assert.ok(enrolled.length > 0 && entered.length > 0, `${entered.length} came in`);

    for (const { refreshToken } of entered) {
      const tokens = await refresh(app, { refresh_token: refreshToken });
      assert.ok(tokens.access_token, 'an acknowledged refresh token works');
    }
    await provider.kill();
    await withDesk(environment, async ({ deps }) => {
      const left = async (): Promise<number> =>
        (await deps.stores.messages.before('dueAt', Number.MAX_SAFE_INTEGER, 1)).length;
      await moved(MESSAGE_LEASE_S * 1000, async () => {
        deps.courier.start();
        while ((await left()) > 0) await wait(20);
        await deps.courier.stop();
      });
      const messages = await system.sms();
      assert.equal(new Set(messages.map(({ id }) => id)).size, messages.length, 'one line an id');
      await checkAccounts(deps, { enrolled, entered, messages });
    });
    const verified = await runScript('audit', ['verify', 'identity'], environment);
    assert.equal(verified.status, 0, JSON.stringify(verified.answer) + verified.stderr);
  });

  /** Takes enrolled people one after another and walks their first access until the loop is over. */
  async function visit(loop: Loop): Promise<void> {
    while (!loop.isOver) {
      const messages = await system.sms();
      const person = loop
        .people()
        .find(({ sub, phone }) => !loop.taken.has(sub) && smsHalfOf(messages, phone));
      if (!person) {
        await wait(20);
        continue;
      }
      loop.taken.add(person.sub);
      try {
        const refreshToken = await enter(person, smsHalfOf(messages, person.phone) ?? '');
        loop.entered.push({ person, refreshToken });
      } catch {
        // killed in between: whatever was not acknowledged may be lost
        while (!(await provider.isReady())) await wait(20);
      }
    }
  }

  async function enter({ serial, phone, deskHalf }: AtDesk, half: string): Promise<string> {
    const asking = await ask(app);
    const citizen = new Citizen();
    const walk = { serial, phone, password: deskHalf + half, newPassword: NEW_PASSWORD };
    const page = await citizen.get(asking.url);
    const end = await walkLogin(system, citizen, page, walk, app.redirectUri);
    const { refresh_token: token } = await redeem(app, asking, end.location ?? '');
    if (token === undefined) throw new Error('no refresh token');
    return token;
  }

  async function checkAccounts(
    { stores, hasher }: Identity['deps'],
    told: {
      enrolled: readonly AtDesk[];
      entered: readonly Acknowledged[];
      messages: readonly Sms[];
    },
  ): Promise<void> {
    const within = new Set(told.entered.map(({ person }) => person.sub));
    for (const { sub, fiscalCode, serial, phone, deskHalf } of told.enrolled) {
      const account = await stores.accounts.get(sub);
      assert.equal(account?.fiscalCode, fiscalCode, 'whoever was enrolled is known');
      assert.equal((await stores.cards.get(serial))?.activeFor, sub);
      const halves = told.messages.filter(
        (sms) => sms.kind === 'password_half' && sms.to === phone,
      );
      assert.equal(halves.length, 1, 'one SMS half each');
      const isTemporary = account.password?.temporaryUntil !== undefined;
      if (within.has(sub)) assert.equal(isTemporary, false, 'a completed first access stays so');
      const half = smsHalfOf(halves, phone) ?? '';
      const password = isTemporary ? normaliseTemporary(deskHalf + half) : NEW_PASSWORD;
      assert.equal(await hasher.verify(account.password?.hash, password, 'known'), true);
    }
  }
});
