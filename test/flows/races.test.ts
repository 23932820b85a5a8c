/**
 * One winner and the safe state, over HTTP, on both engines: 8 and 20 at once.
 * GASS_TEST_CROWDS names other crowds.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { endDelegation } from '../../src/commands/end-delegation.ts';
import { type EnrolRequest, enrolCitizen } from '../../src/commands/enrol-citizen.ts';
import { type Identity, openIdentity } from '../../src/compose/identity.ts';
import { Citizen, codeFor, walkLogin } from '../support/citizen.ts';
import { postAs, proofOf, type Reply } from '../support/client-auth.ts';
import { onBothEngines } from '../support/engines.ts';
import { type Families, type Family, openFamilies } from '../support/families.ts';
import { enrolment } from '../support/invented-people.ts';
import { type Asking, type Party, ask, partyOf, redeem } from '../support/relying-party.ts';
import { type TestSystem, startSystem } from '../support/system.ts';

const CROWDS = (process.env['GASS_TEST_CROWDS'] ?? '8,20').split(',').map(Number);

onBothEngines('races', (engine) => {
  let system: TestSystem;
  let families: Families;
  let desk: Identity;
  let app: Party;
  before(async function () {
    this.timeout(60_000);
    system = await startSystem({ processes: ['provider', 'fse'], engine: engine() });
    families = await openFamilies(system);
    desk = await openIdentity(system.settings, 'desk', system.log.log);
    app = await partyOf(system, 'app-mobile', 'http://127.0.0.1:9/callback');
  });
  after(async () => {
    await desk.close();
    await families.close();
    await system.close();
  });

  /** A login walked up to the page that asks for the code. */
  async function atCode(citizen: Citizen, family: Family): Promise<{ page: string; code: string }> {
    const asking = await ask(app, { scope: 'openid fse:read', resource: system.settings.urls.fse });
    const sent = (await system.sms()).length;
    const first = await citizen.follow(await citizen.get(asking.url));
    await citizen.post(first.url, {
      card_serial: family.walk.serial,
      password: family.walk.password,
    });
    return { page: first.url, code: await codeFor(system, family.walk.phone, sent) };
  }

  async function signIn(
    family: Family,
    delegation = 'self',
    scope = 'openid fse:read',
  ): Promise<{ citizen: Citizen; asking: Asking; callback: string }> {
    const citizen = new Citizen();
    const asking = await ask(app, { scope, resource: system.settings.urls.fse });
    const end = await walkLogin(
      system,
      citizen,
      await citizen.get(asking.url),
      { ...family.walk, delegation },
      app.redirectUri,
    );
    return { citizen, asking, callback: end.location ?? '' };
  }

  const readsFse = async (token: string): Promise<number> =>
    (
      await fetch(`${system.settings.urls.fse}/DocumentReference`, {
        headers: { authorization: `Bearer ${token}` },
      })
    ).status;

  for (const crowd of CROWDS) {
    it(`judges one right code posted ${crowd} times once`, async () => {
      const citizen = new Citizen();
      const { page, code } = await atCode(citizen, await families.next());
      const answers = await Promise.all(
        Array.from({ length: crowd }, () => citizen.post(page, { code })),
      );
      assert.ok(
        answers.every(({ status }) => status === 303),
        answers.map(({ status }) => status).join(),
      );
      const next = await citizen.get(page);
      assert.match(next.text, /name="delegation"/, 'the login goes on with the choice');
    });

    it(`counts ${crowd} wrong codes at once and lets at most 5 be judged`, async () => {
      const citizen = new Citizen();
      const { page, code } = await atCode(citizen, await families.next());
      const wrong = code === '00000000' ? '00000001' : '00000000';
      await Promise.all(Array.from({ length: crowd }, () => citizen.post(page, { code: wrong })));
      const after = await citizen.post(page, { code });
      assert.ok(
        after.status === 429 || after.location?.startsWith(app.redirectUri),
        `the right code comes too late: ${after.status}`,
      );
      assert.doesNotMatch((await citizen.get(page)).text, /name="delegation"/);
    });

    it(`gives tokens for one authorization code asked ${crowd} times once, and they live`, async () => {
      const { asking, callback } = await signIn(await families.next());
      const code = new URL(callback).searchParams.get('code') ?? '';
      const replies = await Promise.all(
        Array.from({ length: crowd }, () =>
          postAs(system, 'app-mobile', '/token', {
            grant_type: 'authorization_code',
            code,
            redirect_uri: app.redirectUri,
            code_verifier: asking.checks.pkceCodeVerifier ?? '',
          }),
        ),
      );
      const won = replies.filter(({ status }) => status === 200);
      assert.equal(won.length, 1, replies.map(({ status }) => status).join());
      assert.ok(
        replies.every(({ status, body }) => status === 200 || body['error'] === 'invalid_grant'),
      );
      assert.equal(await readsFse(String(won[0]?.body['access_token'])), 200);
    });

    it(`refreshes one unbound token asked ${crowd} times once, and the winner's tokens live`, async () => {
      const { asking, callback } = await signIn(await families.next());
      const tokens = await redeem(app, asking, callback);
      const replies = await Promise.all(
        Array.from({ length: crowd }, () =>
          postAs(system, 'app-mobile', '/token', {
            grant_type: 'refresh_token',
            refresh_token: tokens.refresh_token ?? '',
          }),
        ),
      );
      const won = replies.filter(({ status }) => status === 200);
      assert.equal(won.length, 1, replies.map(({ status }) => status).join());
      assert.equal(await readsFse(String(won[0]?.body['access_token'])), 200);
      const again = await postAs(system, 'app-mobile', '/token', {
        grant_type: 'refresh_token',
        refresh_token: String(won[0]?.body['refresh_token']),
      });
      assert.equal(again.status, 200, 'the family goes on');
    });
  }

  describe('what may be used once', () => {
    const outcomes = async (asks: Promise<Reply>[]): Promise<unknown[]> =>
      (await Promise.all(asks)).map(({ status, body }) => body['error'] ?? status).sort();
    const fields = (): Record<string, string> => ({
      grant_type: 'client_credentials',
      scope: 'fse:publish',
      resource: system.settings.urls.fse,
    });

    it('is, for a client assertion: the others are told that the client is not proved', async () => {
      const proof = await proofOf(system, 'laboratorio');
      const asks = Array.from({ length: 8 }, async () => {
        const body = new URLSearchParams({ ...fields(), ...proof.fields });
        const response = await fetch(`${system.settings.issuer}/token`, { method: 'POST', body });
        return { status: response.status, body: (await response.json()) as Reply['body'] };
      });
      assert.deepEqual(await outcomes(asks), [200, ...Array<string>(7).fill('invalid_client')]);
    });

    it('is, for a DPoP proof: the others get the word that the library has for a late replay', async () => {
      const { privateKey, publicKey } = await generateKeyPair('ES256');
      const proof = await new SignJWT({
        jti: randomUUID(),
        htm: 'POST',
        htu: `${system.settings.issuer}/token`,
      })
        .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: await exportJWK(publicKey) })
        .setIssuedAt()
        .sign(privateKey);
      const asks = Array.from({ length: 8 }, () =>
        postAs(system, 'laboratorio', '/token', fields(), { DPoP: proof }),
      );
      assert.deepEqual(await outcomes(asks), [200, ...Array<string>(7).fill('invalid_grant')]);
    });
  });

  it('leaves no living delegated token when a delegation is chosen while it is revoked', async function () {
    this.timeout(60_000);
    const outcomes: readonly string[] = await Promise.all(
      Array.from({ length: 8 }, async (_, turn) => {
        const family = await families.next();
        const id = family.child.delegation.id;
        const citizen = new Citizen();
        const asking = await ask(app, {
          scope: 'openid fse:read',
          resource: system.settings.urls.fse,
        });
        const sent = (await system.sms()).length;
        const first = await citizen.follow(await citizen.get(asking.url));
        await citizen.post(first.url, {
          card_serial: family.walk.serial,
          password: family.walk.password,
        });
        await citizen.post(first.url, { code: await codeFor(system, family.walk.phone, sent) });
        const choose = async () =>
          citizen.follow(await citizen.post(first.url, { delegation: id }), app.redirectUri);
        const revoke = async () => {
          await new Promise((resolve) => setTimeout(resolve, turn * 4));
          await endDelegation(families.deps, id, Date.now());
        };
        const [chosen] = await Promise.all([choose(), revoke()]);
        const code = new URL(chosen.location ?? 'http://x/').searchParams.get('code');
        if (code === null) return 'refused';
        const reply = await postAs(system, 'app-mobile', '/token', {
          grant_type: 'authorization_code',
          code,
          redirect_uri: app.redirectUri,
          code_verifier: asking.checks.pkceCodeVerifier ?? '',
        });
        assert.equal(reply.status, 400, 'a code of a revoked delegation gives nothing');
        return 'no token';
      }),
    );
    assert.ok(
      outcomes.every((outcome) => outcome === 'refused' || outcome === 'no token'),
      outcomes.join(),
    );
  });

  it('completes one of two first accesses, and none with a password that the desk replaced', async function () {
    this.timeout(60_000);
    const temporary = await enrolled(901);
    const [one, two] = await Promise.all([
      firstAccess(temporary, 'fagiolo-lanterna-cometa'),
      firstAccess(temporary, 'zaino-tempesta-mirtillo'),
    ]);
    assert.equal([one, two].filter(({ isIn }) => isIn).length, 1, 'one winner');
    const winner = one.isIn ? 'fagiolo-lanterna-cometa' : 'zaino-tempesta-mirtillo';
    assert.equal(await passwordIs(temporary, winner), true, "the winner's password holds");

    const other = await enrolled(902);
    const [login] = await Promise.all([
      firstAccess(other, 'fagiolo-lanterna-cometa'),
      enrolCitizen(desk.deps, other.request, Date.now()),
    ]);
    const account = await families.deps.stores.accounts.get(other.sub);
    const isTemporary = account?.password?.temporaryUntil !== undefined;
    assert.ok(isTemporary || login.isIn, 'either the desk came last, or the person is in');
    if (isTemporary)
      assert.equal(
        await passwordIs(other, 'fagiolo-lanterna-cometa'),
        false,
        'what was chosen before the desk is void',
      );
  });

  interface Enrolled {
    readonly request: EnrolRequest;
    readonly sub: string;
    readonly serial: string;
    readonly phone: string;
    readonly password: string;
  }

  /** Somebody with a temporary password, as from the desk. */
  async function enrolled(n: number): Promise<Enrolled> {
    const request = enrolment(n);
    const { cardSerial: serial = '', phone = '' } = request.credentials ?? {};
    const { sub, deskHalf = '', messages } = await enrolCitizen(desk.deps, request, Date.now());
    for (const id of messages) await desk.deps.courier.deliver(id);
    const half = (await system.sms()).findLast(
      (sms) => sms.kind === 'password_half' && sms.to === phone,
    );
    return {
      request,
      sub,
      serial,
      phone,
      password: deskHalf + (half?.text.split(' ').at(-1) ?? ''),
    };
  }

  async function firstAccess(person: Enrolled, newPassword: string): Promise<{ isIn: boolean }> {
    const asking = await ask(app, { scope: 'openid fse:read', resource: system.settings.urls.fse });
    const citizen = new Citizen();
    try {
      const end = await walkLogin(
        system,
        citizen,
        await citizen.get(asking.url),
        { serial: person.serial, password: person.password, phone: person.phone, newPassword },
        app.redirectUri,
      );
      return { isIn: new URL(end.location ?? 'http://x/').searchParams.has('code') };
    } catch {
      return { isIn: false };
    }
  }

  async function passwordIs(person: Enrolled, password: string): Promise<boolean> {
    const asking = await ask(app);
    const citizen = new Citizen();
    const first = await citizen.follow(await citizen.get(asking.url));
    const answer = await citizen.post(first.url, { card_serial: person.serial, password });
    return answer.status === 303;
  }
});
