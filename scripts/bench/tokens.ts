/** Tokens for the bench. */
import { randomUUID } from 'node:crypto';
import { SignJWT, importJWK } from 'jose';
import type { PrivateJwk } from '../../config/client-keys.ts';
import type { Settings } from '../../config/settings.ts';
import { type BenchPeople, login } from './logins.ts';

/** A service's own token; with a key the client proves itself by a signed assertion. */
export async function serviceToken(
  origin: string,
  fields: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>>,
  signed?: { readonly issuer: string; readonly key: PrivateJwk },
): Promise<string> {
  const proof = signed ? await assertion(signed.issuer, 'laboratorio', signed.key) : {};
  const response = await fetch(`${origin}/token`, {
    method: 'POST',
    headers,
    body: new URLSearchParams({ ...fields, ...proof }),
  });
  const body = (await response.json()) as { access_token?: string };
  if (body.access_token === undefined) throw new Error(`no token: ${JSON.stringify(body)}`);
  return body.access_token;
}

/** A person's opaque token for the regional service. */
export async function opaqueToken(settings: Settings, people: BenchPeople): Promise<string> {
  const { access_token: token } = await login(settings, people, {
    resource: 'urn:gass:regional:servizio-regionale',
  });
  return token;
}

async function assertion(
  issuer: string,
  clientId: string,
  key: PrivateJwk,
): Promise<Record<string, string>> {
  const jwt = await new SignJWT({})
    .setProtectedHeader({ alg: 'ES256', kid: key.kid })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(issuer)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime('1m')
    .sign(await importJWK({ ...key }, 'ES256'));
  return {
    client_id: clientId,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: jwt,
  };
}
