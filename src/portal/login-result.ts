/** What a token response says: who logged in, for whom, with which tokens. */
import type { TokenEndpointResponse, TokenEndpointResponseHelpers } from 'openid-client';
import { z } from 'zod';
import type { Service } from './sections.ts';
import { type Acting, type PersonName, type TokenSet, actingOf } from './session.ts';

/** A finished login. */
export interface LoginResult {
  readonly sub: string;
  /** The provider's session, as its logout token will name it. */
  readonly sid: string | undefined;
  readonly person: PersonName;
  /** Civil date. */
  readonly birthdate?: string;
  readonly acting: Acting;
  readonly tokens: TokenSet;
}

const profile = z.object({
  given_name: z.string(),
  family_name: z.string(),
  birthdate: z.iso.date().optional(),
  sid: z.string().optional(),
});

/** Reads the answer to a code; its ID token was verified by openid-client. */
export function readLogin(
  response: TokenEndpointResponse & TokenEndpointResponseHelpers,
  audience: string,
  addresses: Readonly<Record<Service, string>>,
): LoginResult {
  const claims = response.claims();
  if (!claims) throw new TypeError('the login gave no ID token');
  const { given_name: givenName, family_name: familyName, birthdate, sid } = profile.parse(claims);
  const person = { givenName, familyName };
  return {
    sub: claims.sub,
    sid,
    person,
    ...(birthdate === undefined ? {} : { birthdate }),
    acting: actingOf(response.authorization_details, person, addresses),
    tokens: {
      ...(response.refresh_token === undefined ? {} : { refreshToken: response.refresh_token }),
      access: { [audience]: accessOf(response) },
    },
  };
}

/** The access token of an answer, and when it ends in epoch ms. */
export function accessOf(response: TokenEndpointResponse): { token: string; expiresAt: number } {
  return {
    token: response.access_token,
    expiresAt: Date.now() + (response.expires_in ?? 0) * 1000,
  };
}
