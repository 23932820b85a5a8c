/** What the health record refuses: every fault of a token, with status, code and header. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mock } from 'node:test';
import { exportSPKI, importJWK, SignJWT, UnsecuredJWT } from 'jose';
import {
  demoSubjects,
  feedSubjects,
  type Subjects,
  type Tokens,
  tokensFor,
} from '../support/demo-subjects.ts';
import { type TestFse, testFse } from '../support/fse.ts';
import { nowS, personClaims, serviceClaims } from '../support/tokens.ts';

interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly challenge?: string;
}

const INVALID: Refusal = {
  status: 401,
  code: 'ACCESS_TOKEN_INVALID',
  challenge: 'error="invalid_token"',
};
const EXPIRED: Refusal = { ...INVALID, code: 'ACCESS_TOKEN_EXPIRED' };
const forbidden = (code: string): Refusal => ({
  status: 403,
  code,
  challenge: 'error="insufficient_scope"',
});

describe('refusals of the health record', () => {
  let fse: TestFse;
  let people: Subjects;
  let tokens: Tokens;
  before(async () => {
    fse = await testFse();
    people = demoSubjects();
    tokens = tokensFor(fse.issuer, people, fse.url);
    await feedSubjects(fse.store, people);
  });
  after(() => fse[Symbol.asyncDispose]());

  async function refuses(response: Response, { status, code, challenge }: Refusal): Promise<void> {
    const body = (await response.json()) as {
      issue: { details: { coding: { code: string }[] } }[];
    };
    assert.equal(response.status, status, JSON.stringify(body));
    assert.equal(body.issue[0]?.details.coding[0]?.code, code);
    assert.equal(response.headers.get('content-type'), 'application/fhir+json; charset=utf-8');
    assert.equal(response.headers.get('cache-control'), 'no-store');
    const header = response.headers.get('www-authenticate') ?? '';
    if (challenge !== undefined) assert.ok(header.includes(challenge), header);
    if (status === 401 || status === 403)
      assert.ok(
        header.includes(`resource_metadata="${fse.url}/.well-known/oauth-protected-resource"`),
        header,
      );
  }

  const giulia = (): ReturnType<typeof personClaims> => ({
    ...personClaims(people.Giulia, 'fse:read'),
    aud: fse.url,
  });
  const tampered = (token: string): string => {
    const [header, payload = '', signature] = token.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
    const changed = Buffer.from(JSON.stringify({ ...claims, sub: people.Luca.sub })).toString(
      'base64url',
    );
    return [header, changed, signature].join('.');
  };

  const WRONG: readonly [string, () => Promise<string>, Refusal][] = [
    [
      'of another audience',
      () => fse.issuer.mint({ ...giulia(), aud: 'http://localhost:3002' }),
      INVALID,
    ],
    [
      'of several audiences',
      () => fse.issuer.mint({ ...giulia(), aud: [fse.url, 'http://localhost:3002'] }),
      INVALID,
    ],
    [
      'of another issuer',
      () => fse.issuer.mint({ ...giulia(), iss: 'http://localhost:9' }),
      INVALID,
    ],
    ['that has expired', () => fse.issuer.mint(giulia(), { lifetimeS: -1 }), EXPIRED],
    ['that expires now', () => fse.issuer.mint(giulia(), { lifetimeS: 0 }), EXPIRED],
    ['issued in the future', () => fse.issuer.mint({ ...giulia(), iat: nowS() + 60 }), INVALID],
    ['not yet valid', () => fse.issuer.mint({ ...giulia(), nbf: nowS() + 60 }), INVALID],
    ['that was tampered with', async () => tampered(await fse.issuer.mint(giulia())), INVALID],
    ['without signature (alg none)', () => Promise.resolve(unsigned()), INVALID],
    ['signed HS256 with our public key', hs256, INVALID],
    ['that is an ID token', () => fse.issuer.mint(giulia(), { header: { typ: 'JWT' } }), INVALID],
    ['without typ', () => fse.issuer.mint(giulia(), { header: { typ: '' } }), INVALID],
    ['with an empty header', () => Promise.resolve('e30.e30.e30'), INVALID],
    ['without status', () => fse.issuer.mint({ ...giulia(), status: undefined }), INVALID],
    [
      'with its status list elsewhere',
      () => withList('http://localhost:9/status-lists/1'),
      INVALID,
    ],
    [
      'with its status list beside the issuer',
      () => withList(`${fse.issuer.url}.evil.example/1`),
      INVALID,
    ],
    [
      'with an index outside the list',
      () => withList(`${fse.issuer.url}/status-lists/1`, 2 ** 24),
      { ...INVALID, code: 'token-revoked' },
    ],
    [
      'that is neither a person nor a service',
      () => fse.issuer.mint({ ...giulia(), auth_time: undefined }),
      INVALID,
    ],
    [
      'of a person without fiscal number',
      () =>
        fse.issuer.mint({ ...giulia(), 'https://attributes.eid.gov.it/fiscal_number': undefined }),
      INVALID,
    ],
    [
      'that is opaque, without a client to ask for it',
      () => Promise.resolve('dGhpcyBpcyBvcGFxdWU'),
      INVALID,
    ],
    ['that is no token', () => Promise.resolve('ab"cd'), INVALID],
    [
      'without the scope',
      () => fse.issuer.mint({ ...giulia(), scope: 'fse:write booking:read' }),
      forbidden('ACCESS_DENIED_LEVEL'),
    ],
    [
      'of a service with a person’s scope',
      () => fse.issuer.mint({ ...serviceClaims('laboratorio', 'fse:read'), aud: fse.url }),
      forbidden('ACCESS_DENIED_LEVEL'),
    ],
    [
      'of a person with a service’s scope',
      () => fse.issuer.mint({ ...giulia(), scope: 'fse:publish' }),
      forbidden('ACCESS_DENIED_LEVEL'),
    ],
    [
      'of a mandate for booking alone',
      () => tokens.acting('Anna', 'mandate', { locations: ['http://localhost:3002'] }),
      forbidden('delegation-not-accepted'),
    ],
    [
      'of a mandate without the action',
      () => tokens.acting('Anna', 'mandate', { actions: ['book'] }),
      forbidden('delegation-action'),
    ],
    [
      'of a delegation that has ended',
      () =>
        tokens.acting('Luca', 'parental', { valid_until: new Date(Date.now() - 1).toISOString() }),
      EXPIRED,
    ],
    ['of a delegation without act', async () => delegationWithout('act'), INVALID],
    [
      'of act without a delegation',
      async () => delegationWithout('authorization_details'),
      forbidden('delegation-not-accepted'),
    ],
    ['of a delegation chained to another', () => chained(), INVALID],
    ['of a role that is not its basis’s', () => wrongRole(), INVALID],
  ];

  function unsigned(): string {
    return new UnsecuredJWT({ ...giulia(), iss: fse.issuer.url })
      .setIssuedAt()
      .setExpirationTime('5m')
      .encode();
  }

  async function hs256(): Promise<string> {
    const publicKey = await importJWK(fse.issuer.publicJwk, 'ES256', { extractable: true });
    assert.ok(!(publicKey instanceof Uint8Array));
    return new SignJWT({ ...giulia(), iss: fse.issuer.url })
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: 'k1' })
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(Buffer.from(await exportSPKI(publicKey)));
  }

  function withList(uri: string, idx = 7): Promise<string> {
    return fse.issuer.mint({ ...giulia(), status: { status_list: { idx, uri } } });
  }

  async function delegationWithout(claim: string): Promise<string> {
    const claims = claimsOf(await tokens.acting('Luca', 'parental'));
    return fse.issuer.mint({ ...claims, [claim]: undefined });
  }

  async function chained(): Promise<string> {
    const claims = claimsOf(await tokens.acting('Luca', 'parental'));
    return fse.issuer.mint({
      ...claims,
      act: { ...(claims['act'] as object), act: { sub: randomUUID() } },
    });
  }

  async function wrongRole(): Promise<string> {
    const claims = claimsOf(await tokens.acting('Luca', 'parental'));
    return fse.issuer.mint({
      ...claims,
      act: { ...(claims['act'] as object), subject_role: 'ING' },
    });
  }

  function claimsOf(token: string): Record<string, unknown> {
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<
      string,
      unknown
    >;
  }

  for (const [title, make, refusal] of WRONG)
    it(`refuses a token ${title}`, async () => {
      await refuses(await fse.ask('/DocumentReference', await make()), refusal);
    });

  it('asks for a token when there is none, without an error in the header', async () => {
    const response = await fse.ask('/DocumentReference');
    assert.equal(
      response.headers.get('www-authenticate'),
      `Bearer realm="fse", resource_metadata="${fse.url}/.well-known/oauth-protected-resource"`,
    );
    await refuses(response, { status: 401, code: 'ACCESS_TOKEN_MISSING' });
    for (const header of ['Basic abc', 'Bearer', 'token'])
      await refuses(
        await fse.ask('/DocumentReference', '', { headers: { Authorization: header } }),
        {
          status: 401,
          code: 'ACCESS_TOKEN_MISSING',
        },
      );
  });

  it('refuses a token in the address, also beside one in the header', async () => {
    const token = await tokens.self('Giulia');
    const refusal = { status: 400, code: 'token-in-request', challenge: 'error="invalid_request"' };
    await refuses(await fse.ask(`/DocumentReference?access_token=${token}`), refusal);
    await refuses(await fse.ask(`/DocumentReference?access_token=${token}`, token), refusal);
  });

  it('takes a token until the second it expires in, and not a second longer', async () => {
    const token = await tokens.self('Giulia');
    const start = Date.now();
    mock.timers.enable({ apis: ['Date'], now: start + 298_000 });
    try {
      assert.equal((await fse.ask('/DocumentReference', token)).status, 200);
      mock.timers.setTime(start + 301_000);
      await refuses(await fse.ask('/DocumentReference', token), EXPIRED);
    } finally {
      mock.timers.reset();
    }
  });

  it('refuses act where a route does not accept it: the access log is not for mandates', async () => {
    const mandate = await tokens.acting('Anna', 'mandate');
    await refuses(await fse.ask('/AuditEvent', mandate), forbidden('delegation-basis'));
    const parent = await tokens.acting('Luca', 'parental', { actions: ['read'] });
    await refuses(await fse.ask('/AuditEvent', parent), forbidden('delegation-action'));
  });

  it('refuses a request that names another patient', async () => {
    const token = await tokens.self('Giulia');
    const other = people.Luca;
    for (const query of [
      `patient=${other.sub}`,
      `patient=Patient/${other.sub}`,
      `subject=${fse.url}/Patient/${other.sub}`,
      `patient=${people.Giulia.sub}&patient=${other.sub}`,
      `patient.identifier=${other.fiscalCode}`,
      `patient.identifier=http://hl7.it/sid/codiceFiscale|${other.fiscalCode}`,
    ])
      await refuses(
        await fse.ask(`/DocumentReference?${query}`, token),
        forbidden('other-patient'),
      );
    await refuses(await fse.ask(`/Patient/${other.sub}`, token), forbidden('other-patient'));
    await refuses(await fse.ask('/Patient/nobody', token), {
      status: 404,
      code: 'RESOURCE_NOT_FOUND',
    });
  });

  it('answers in English to who prefers it', async () => {
    const response = await fse.ask('/DocumentReference', undefined, {
      headers: { 'Accept-Language': 'en' },
    });
    assert.match(await response.text(), /Sign in to make this request/);
  });

  it('names no token, name or fiscal code in its log', async () => {
    const token = await tokens.self('Giulia');
    await fse.ask(`/DocumentReference?patient.identifier=${people.Giulia.fiscalCode}`, token);
    await fse.ask(`/DocumentReference/${people.Giulia.fiscalCode}`, token);
    const text = fse.logs.text();
    for (const secret of [token, people.Giulia.fiscalCode, people.Giulia.familyName])
      assert.ok(!text.includes(secret));
    assert.ok(text.includes(people.Giulia.sub));
  });
});
