import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { LOGOUT_TOKEN_S } from '../../config/limits.ts';
import { sessions } from '../../src/portal/collections.ts';
import { LONE_CLIENT, type LonePortal, startLonePortal } from '../support/lone-portal.ts';

const EVENTS = { 'http://schemas.openid.net/event/backchannel-logout': {} };

describe('the portal told by the provider that a session ended', () => {
  let portal: LonePortal;
  before(async () => {
    portal = await startLonePortal();
    await portal.startProvider();
  });
  after(() => portal[Symbol.asyncDispose]());

  const send = (token: string): Promise<Response> =>
    fetch(`${portal.url}/backchannel-logout`, {
      method: 'POST',
      body: new URLSearchParams({ logout_token: token }),
    });
  const claims = (more: Record<string, unknown> = {}): Record<string, unknown> => {
    const now = Math.floor(Date.now() / 1000);
    return {
      iss: portal.issuer,
      aud: LONE_CLIENT,
      iat: now,
      exp: now + LOGOUT_TOKEN_S,
      jti: randomUUID(),
      events: EVENTS,
      ...more,
    };
  };
  const open = async (sub: string, sid: string): Promise<string> => {
    const id = randomUUID();
    const now = Date.now();
    await portal.store
      .collection(sessions)
      .insert({ id, sub, sid, sealed: '', createdAt: now, seenAt: now, expiresAt: now + 60_000 });
    return id;
  };
  const isOpen = async (id: string): Promise<boolean> =>
    (await portal.store.collection(sessions).get(id)) !== undefined;

  it('ends the sessions of that session, and only those', async () => {
    const [one, two, other] = [await open('a', 's1'), await open('a', 's1'), await open('a', 's2')];
    const answer = await send(await portal.sign(claims({ sub: 'a', sid: 's1' })));
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    assert.deepEqual(
      [await isOpen(one), await isOpen(two), await isOpen(other)],
      [false, false, true],
    );
  });

  it('ends every session of an account when no session is named', async () => {
    const [one, two, other] = [await open('b', 's3'), await open('b', 's4'), await open('c', 's5')];
    assert.equal((await send(await portal.sign(claims({ sub: 'b' })))).status, 200);
    assert.deepEqual(
      [await isOpen(one), await isOpen(two), await isOpen(other)],
      [false, false, true],
    );
  });

  it('takes a token once', async () => {
    const token = await portal.sign(claims({ sub: 'd' }));
    assert.equal((await send(token)).status, 200);
    const id = await open('d', 's6');
    assert.equal((await send(token)).status, 400);
    assert.ok(await isOpen(id));
  });

  const bad: Record<string, () => Promise<string>> = {
    'no token': async () => '',
    'another issuer': () => portal.sign(claims({ sub: 'e', iss: 'http://localhost:9' })),
    'another audience': () => portal.sign(claims({ sub: 'e', aud: 'app-mobile' })),
    'no event': () => portal.sign(claims({ sub: 'e', events: {} })),
    'a nonce': () => portal.sign(claims({ sub: 'e', nonce: 'n' })),
    'nobody named': () => portal.sign(claims()),
    'no jti': () => portal.sign(claims({ sub: 'e', jti: undefined })),
    'an ID token': () => portal.sign(claims({ sub: 'e' }), { typ: 'JWT' }),
    expired: () => portal.sign(claims({ sub: 'e', exp: Math.floor(Date.now() / 1000) - 60 })),
    'too old': () =>
      portal.sign(claims({ sub: 'e', iat: Math.floor(Date.now() / 1000) - 2 * LOGOUT_TOKEN_S })),
    'another key': () =>
      new SignJWT(claims({ sub: 'e' }))
        .setProtectedHeader({ alg: 'HS256', typ: 'logout+jwt' })
        .sign(new TextEncoder().encode('k'.repeat(32))),
    'no signature': async () => {
      const part = (value: object): string =>
        Buffer.from(JSON.stringify(value)).toString('base64url');
      return `${part({ alg: 'none', typ: 'logout+jwt' })}.${part(claims({ sub: 'e' }))}.`;
    },
  };
  for (const [name, token] of Object.entries(bad))
    it(`refuses a token with a fault: ${name}`, async () => {
      const id = await open('e', 's7');
      assert.equal((await send(await token())).status, 400);
      assert.ok(await isOpen(id));
    });

  it('asks for another try when the keys cannot be had', async () => {
    await using alone = await startLonePortal();
    const token = await alone.sign({ ...claims({ sub: 'f' }), iss: alone.issuer });
    const answer = await fetch(`${alone.url}/backchannel-logout`, {
      method: 'POST',
      body: new URLSearchParams({ logout_token: token }),
    });
    assert.equal(answer.status, 503);
  });
});
