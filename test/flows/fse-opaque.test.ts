/** Opaque tokens (RFC 7662) and bound ones (RFC 9449) at the health record. */
import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import {
  calculateJwkThumbprint,
  type CryptoKey,
  exportJWK,
  generateKeyPair,
  type JWK,
  SignJWT,
} from 'jose';
import { mock } from 'node:test';
import { demoSubjects, type Subjects, type Tokens, tokensFor } from '../support/demo-subjects.ts';
import { type TestFse, testFse } from '../support/fse.ts';
import { delegatedClaims, nowS, personClaims, serviceClaims } from '../support/tokens.ts';

const OPAQUE = 'q7Wm0rY2k4h1s5d8Zb3xVnTfLcGpAeRuJoIiKyMtHvE';

describe('opaque tokens at the health record', () => {
  let fse: TestFse;
  let people: Subjects;
  before(async () => {
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    fse = await testFse({
      clientKey: { ...(await exportJWK(privateKey)), kid: 'fse', alg: 'ES256' },
    });
    people = demoSubjects();
  });
  after(() => fse[Symbol.asyncDispose]());

  const answer = (claims: object): Record<string, unknown> => ({
    aud: fse.url,
    iat: nowS(),
    exp: nowS() + 300,
    token_type: 'Bearer',
    ...claims,
  });
  const status = async (token: string): Promise<number> =>
    (await fse.ask('/DocumentReference', token)).status;
  const introspections = (): number =>
    fse.issuer.requests.filter((line) => line.includes('introspection')).length;

  it('speak as JWTs do: of a person, of a person who acts, of a service', async () => {
    fse.issuer.know(`${OPAQUE}1`, answer(personClaims(people.Giulia, 'fse:read')));
    fse.issuer.know(
      `${OPAQUE}2`,
      answer(
        delegatedClaims(people.Luca, people.Giulia, 'fse:read', {
          basis: 'parental',
          locations: [fse.url],
        }),
      ),
    );
    const { sub: _none, ...service } = serviceClaims('laboratorio', 'fse:publish', '030999');
    fse.issuer.know(`${OPAQUE}3`, answer(service));
    for (const n of [1, 2, 3]) assert.equal(await status(`${OPAQUE}${n}`), 200);
  });

  it('are refused when unknown, for another server, expired, or without their claims', async () => {
    const person = personClaims(people.Giulia, 'fse:read');
    fse.issuer.know(`${OPAQUE}a`, answer({ ...person, aud: 'http://localhost:3002' }));
    fse.issuer.know(`${OPAQUE}b`, answer({ ...person, exp: nowS() - 1 }));
    fse.issuer.know(`${OPAQUE}c`, { aud: fse.url });
    fse.issuer.know(`${OPAQUE}d`, answer({ ...person, iss: 'http://localhost:9' }));
    for (const end of ['a', 'b', 'c', 'd', 'unknown'])
      assert.equal(await status(`${OPAQUE}${end}`), 401, end);
  });

  it('are asked about once for requests that come at once, and again after 3 s', async () => {
    fse.issuer.know(`${OPAQUE}q`, answer(personClaims(people.Giulia, 'fse:read')));
    const before = introspections();
    await Promise.all(Array.from({ length: 10 }, () => status(`${OPAQUE}q`)));
    assert.equal(introspections() - before, 1);
    fse.issuer.know(`${OPAQUE}q`, { active: false });
    const begun = performance.now();
    while ((await status(`${OPAQUE}q`)) !== 401) {
      assert.ok(performance.now() - begun < 5000, 'an ended token went on');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  });
});

describe('bound tokens at the health record', () => {
  let fse: TestFse;
  let people: Subjects;
  let key: CryptoKey;
  let jwk: JWK;
  let token: string;
  let tokens: Tokens;
  before(async () => {
    fse = await testFse();
    people = demoSubjects();
    tokens = tokensFor(fse.issuer, people, fse.url);
    const pair = await generateKeyPair('ES256', { extractable: true });
    key = pair.privateKey;
    jwk = await exportJWK(pair.publicKey);
    token = await fse.issuer.mint({
      ...personClaims(people.Giulia, 'fse:read'),
      aud: fse.url,
      cnf: { jkt: await calculateJwkThumbprint(jwk) },
    });
  });
  afterEach(() => mock.timers.reset());
  after(() => fse[Symbol.asyncDispose]());

  interface Change {
    readonly claims?: Record<string, unknown>;
    readonly header?: Record<string, unknown>;
    readonly key?: CryptoKey;
  }
  const proof = (change: Change = {}): Promise<string> =>
    new SignJWT({
      jti: randomUUID(),
      htm: 'GET',
      htu: `${fse.url}/DocumentReference`,
      iat: nowS(),
      ath: createHash('sha256').update(token).digest('base64url'),
      ...change.claims,
    })
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk, ...change.header })
      .sign(change.key ?? key);
  const ask = (headers: Record<string, string>, path = '/DocumentReference'): Promise<Response> =>
    fse.ask(path, undefined, { headers });
  const withProof = (dpop: string, path?: string): Promise<Response> =>
    ask({ Authorization: `DPoP ${token}`, DPoP: dpop }, path);

  it('are taken with a proof for this request', async () => {
    assert.equal((await withProof(await proof())).status, 200);
    assert.equal((await withProof(await proof(), '/DocumentReference?category=REF')).status, 200);
  });

  it('are refused as bearer tokens, and unbound ones as bound', async () => {
    assert.equal((await ask({ Authorization: `Bearer ${token}` })).status, 401);
    assert.equal(
      (await ask({ Authorization: `Bearer ${token}`, DPoP: await proof() })).status,
      401,
    );
    const unbound = await tokens.self('Giulia');
    assert.equal(
      (await ask({ Authorization: `DPoP ${unbound}`, DPoP: await proof() })).status,
      401,
    );
  });

  const WRONG: Readonly<Record<string, () => Change | Promise<Change>>> = {
    'for another method': () => ({ claims: { htm: 'POST' } }),
    'for another address': () => ({ claims: { htu: `${fse.url}/Binary` } }),
    'for another server': () => ({ claims: { htu: 'http://localhost:3002/DocumentReference' } }),
    'for another token': () => ({
      claims: { ath: createHash('sha256').update('other').digest('base64url') },
    }),
    'without ath': () => ({ claims: { ath: undefined } }),
    'without jti': () => ({ claims: { jti: undefined } }),
    'that is old': () => ({ claims: { iat: nowS() - 61 } }),
    'of the future': () => ({ claims: { iat: nowS() + 10 } }),
    'of another type': () => ({ header: { typ: 'JWT' } }),
    'without its key': () => ({ header: { jwk: undefined } }),
    'of another key': async () => {
      const other = await generateKeyPair('ES256', { extractable: true });
      return { key: other.privateKey, header: { jwk: await exportJWK(other.publicKey) } };
    },
    'signed by another key than it shows': async () => ({
      key: (await generateKeyPair('ES256')).privateKey,
    }),
    'that shows the private key': async () => ({ header: { jwk: await exportJWK(key) } }),
  };
  for (const [title, change] of Object.entries(WRONG))
    it(`refuses a proof ${title}`, async () => {
      const response = await withProof(await proof(await change()));
      assert.equal(response.status, 401);
      assert.match(
        response.headers.get('www-authenticate') ?? '',
        /^DPoP .*error="invalid_dpop_proof", algs="ES256"/,
      );
    });

  it('refuses a proof that is missing, doubled or no JWT', async () => {
    assert.equal((await ask({ Authorization: `DPoP ${token}` })).status, 401);
    assert.equal((await withProof('a.b.c')).status, 401);
    assert.equal((await withProof(`${await proof()}, ${await proof()}`)).status, 401);
  });

  it('takes one of 8 uses at once of one proof', async () => {
    const once = await proof();
    const statuses = (await Promise.all(Array.from({ length: 8 }, () => withProof(once)))).map(
      (response) => response.status,
    );
    assert.equal(statuses.filter((status) => status === 200).length, 1);
    assert.equal(statuses.filter((status) => status === 401).length, 7);
  });
});
