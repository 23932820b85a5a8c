/**
 * What the health record refuses of real tokens: each one is got from the provider and is then used
 * as it should not be. The table of faults minted by a fake provider is in fse-refusals.test.ts.
 */
import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { SignJWT, UnsecuredJWT, exportSPKI, importJWK } from 'jose';
import { walkOf } from '../support/citizen.ts';
import { postAs } from '../support/client-auth.ts';
import { type Party, type Tokens, claimsIn, partyOf, refresh } from '../support/relying-party.ts';
import { type TestSystem, startSystem } from '../support/system.ts';
import { Visitor } from '../support/visitor.ts';

describe('tokens used where they should not be', () => {
  let system: TestSystem;
  let portal: Party;
  let giulia: Visitor;
  let tokens: Tokens;
  let newest: Tokens;
  before(async () => {
    system = await startSystem({ processes: ['provider', 'fse'] });
    portal = await partyOf(system, 'portale-salute');
    giulia = new Visitor(system, walkOf(system, 'Giulia'));
    const { fse, booking } = system.settings.urls;
    tokens = await giulia.signIn(portal, {
      scope: 'openid profile fiscal_number fse:read fse:write booking:read',
      resource: [fse, booking],
      redeemed: { resource: fse },
      delegation: 'self',
    });
    newest = tokens;
  });
  after(() => system.close());
  afterEach(() => mock.timers.reset());

  const ask = (token: string | undefined, path = '/DocumentReference'): Promise<Response> =>
    fetch(`${system.settings.urls.fse}${path}`, {
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    });

  async function refuses(token: string | undefined, status: number, error: string | undefined) {
    assert.equal((await ask(tokens.access_token)).status, 200, 'the same token itself is good');
    const answer = await ask(token);
    const header = answer.headers.get('www-authenticate') ?? '';
    assert.equal(answer.status, status, header);
    assert.equal(/error="([^"]+)"/.exec(header)?.[1], error);
    assert.doesNotMatch(await answer.text(), /Bundle/);
  }

  async function renewed(parameters: Record<string, string>): Promise<Tokens> {
    newest = await refresh(portal, newest, parameters);
    return newest;
  }

  it('refuses a token for another audience', async () => {
    const next = await renewed({ resource: system.settings.urls.booking });
    await refuses(next.access_token, 401, 'invalid_token');
  });

  it('refuses an expired token', async () => {
    const { exp } = claimsIn(tokens.access_token) as { exp: number };
    mock.timers.enable({ apis: ['Date'], now: exp * 1000 - 1 });
    assert.equal((await ask(tokens.access_token)).status, 200);
    mock.timers.setTime(exp * 1000);
    const answer = await ask(tokens.access_token);
    assert.equal(answer.status, 401);
    assert.match(await answer.text(), /ACCESS_TOKEN_EXPIRED/);
  });

  it('refuses a tampered token', async () => {
    const [header = '', , signature = ''] = tokens.access_token.split('.');
    const claims = { ...claimsIn(tokens.access_token), sub: system.citizen('Mario').sub };
    const forged = Buffer.from(JSON.stringify(claims)).toString('base64url');
    await refuses(`${header}.${forged}.${signature}`, 401, 'invalid_token');
  });

  it('refuses alg none', async () => {
    const claims = claimsIn(tokens.access_token);
    await refuses(new UnsecuredJWT(claims).encode(), 401, 'invalid_token');
    const header = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url');
    await refuses(`${header}.${tokens.access_token.split('.')[1] ?? ''}.`, 401, 'invalid_token');
  });

  it('refuses HS256 with our public key as the secret', async () => {
    const response = await fetch(`${system.settings.issuer}/jwks`);
    const { keys } = (await response.json()) as { keys: { alg?: string; kid: string }[] };
    const jwk = keys.find(({ alg }) => alg === 'ES256');
    assert.ok(jwk);
    const key = await importJWK(jwk, 'ES256', { extractable: true });
    assert.ok(!(key instanceof Uint8Array));
    for (const secret of [await exportSPKI(key), JSON.stringify(jwk)]) {
      const forged = await new SignJWT(claimsIn(tokens.access_token))
        .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: jwk.kid })
        .sign(Buffer.from(secret));
      await refuses(forged, 401, 'invalid_token');
    }
  });

  it('refuses an ID token', async () => {
    await refuses(tokens.id_token, 401, 'invalid_token');
  });

  it('refuses a refresh token, and an access token without audience', async () => {
    await refuses(tokens.refresh_token, 401, 'invalid_token');
    const app = await partyOf(system, 'app-mobile');
    const plain = await giulia.signIn(app, { scope: 'openid profile' });
    await refuses(plain.access_token, 401, 'invalid_token');
  });

  it('refuses a token of the health record at userinfo', async () => {
    const answer = await fetch(`${system.settings.issuer}/me`, {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    assert.equal(answer.status, 401);
    assert.match(answer.headers.get('www-authenticate') ?? '', /error="invalid_token"/);
  });

  it('asks for a token where there is none', async () => {
    await refuses(undefined, 401, undefined);
  });

  it('refuses a token without the scope', async () => {
    const { fse } = system.settings.urls;
    const next = await renewed({ resource: fse, scope: 'openid fse:write' });
    assert.equal(claimsIn(next.access_token)['scope'], 'fse:write');
    await refuses(next.access_token, 403, 'insufficient_scope');
  });

  it('refuses a service’s token where a person’s is needed', async () => {
    const { body } = await postAs(system, 'laboratorio', '/token', {
      grant_type: 'client_credentials',
      resource: system.settings.urls.fse,
      scope: 'fse:publish',
    });
    const answer = await ask(
      String(body['access_token']),
      `/Patient/${system.citizen('Giulia').sub}`,
    );
    assert.equal(answer.status, 403);
    assert.match(answer.headers.get('www-authenticate') ?? '', /error="insufficient_scope"/);
  });

  it('takes no token of a person at the provider’s own endpoints as a client’s', async () => {
    for (const path of ['/token/introspection', '/token/revocation', '/request']) {
      const answer = await fetch(`${system.settings.issuer}${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${tokens.access_token}` },
        body: new URLSearchParams({ token: tokens.access_token }),
      });
      assert.ok([400, 401].includes(answer.status), `${path} ${answer.status}`);
    }
  });
});
