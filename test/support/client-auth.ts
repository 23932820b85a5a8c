/** How the demo's clients authenticate at the provider's endpoints (design 9). */
import { randomUUID } from 'node:crypto';
import { SignJWT, importJWK } from 'jose';
import type { TestSystem } from './system.ts';

const BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Body fields and headers that prove a client. */
export interface Proof {
  readonly fields: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
}

/** The proof of a demo client, fresh each time. */
export async function proofOf(system: TestSystem, clientId: string): Promise<Proof> {
  if (clientId === 'app-mobile') return { fields: { client_id: clientId }, headers: {} };
  if (clientId === 'portale-terzo' || clientId === 'servizio-regionale') {
    const basic = Buffer.from(`${clientId}:demo-${clientId}`).toString('base64');
    return { fields: {}, headers: { authorization: `Basic ${basic}` } };
  }
  const key = system.clientKey(clientId);
  const assertion = await new SignJWT({})
    .setProtectedHeader({ alg: 'ES256', kid: key.kid })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(system.settings.issuer)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime('1m')
    .sign(await importJWK({ ...key }, 'ES256'));
  return {
    fields: { client_id: clientId, client_assertion_type: BEARER, client_assertion: assertion },
    headers: {},
  };
}

/** One JSON answer of the provider. */
export interface Reply {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** Posts a form as a client; a list posts its field several times. */
export async function postAs(
  system: TestSystem,
  clientId: string,
  path: string,
  fields: Readonly<Record<string, string | readonly string[]>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Reply> {
  const proof = await proofOf(system, clientId);
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...proof.fields, ...fields }))
    for (const one of typeof value === 'string' ? [value] : value) body.append(name, one);
  const response = await fetch(`${system.settings.issuer}${path}`, {
    method: 'POST',
    body,
    headers: { ...proof.headers, ...headers },
  });
  const text = await response.text();
  return {
    status: response.status,
    body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
  };
}
