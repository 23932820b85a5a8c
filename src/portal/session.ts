/** What one logged-in browser holds, and when it has been left alone for too long. Pure. */
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import {
  ADULT_AGE_YEARS,
  PORTAL_IDLE_S,
  PORTAL_RENEW_BEFORE_S,
  SESSION_ABSOLUTE_S,
} from '../../config/limits.ts';
import { DELEGATION_TYPE } from '../tokens/claims.ts';
import { SERVICES, type Service } from './sections.ts';

const name = z.object({ givenName: z.string(), familyName: z.string() });

/** A name as the pages write it. */
export type PersonName = z.infer<typeof name>;

const acting = z.discriminatedUnion('basis', [
  name.extend({ basis: z.literal('self'), id: z.literal('me') }),
  name.extend({
    basis: z.enum(['parental', 'guardianship', 'mandate']),
    id: z.string(),
    services: z.array(z.enum(SERVICES)).default([]),
    actions: z.array(z.string()).default([]),
    datatypes: z.array(z.string()).default([]),
  }),
]);

/**
 * For whom the grant in use acts, and what the delegation carries. `id` stands in the address of
 * every page: `me`, or the delegation's id. @source ux 1.11
 */
export type Acting = z.infer<typeof acting>;

const tokens = z.object({
  refreshToken: z.string().optional(),
  /** Audience -> access token. */
  access: z.record(z.string(), z.object({ token: z.string(), expiresAt: z.number() })),
});

/** Tokens of one grant; instants in epoch ms. */
export type TokenSet = z.infer<typeof tokens>;

const secrets = z.object({
  tokens,
  person: name,
  acting,
  /** Of the person who logged in, civil date. */
  birthdate: z.string().optional(),
  /** When the grant was last asked for anew without the person (`prompt=none`). */
  silentAt: z.number().optional(),
});

/** The sealed part of a session. */
export type SessionSecrets = z.infer<typeof secrets>;

/** Reads the sealed part again. */
export function parseSecrets(value: unknown): SessionSecrets {
  return secrets.parse(value);
}

const details = z.array(
  z.object({
    type: z.string(),
    delegation_id: z.string().regex(/^[A-Za-z0-9-]{1,64}$/),
    basis: z.enum(['parental', 'guardianship', 'mandate']),
    actions: z.array(z.string()).default([]),
    locations: z.array(z.string()).default([]),
    datatypes: z.array(z.string()).default([]),
    patient: z.object({ given_name: z.string(), family_name: z.string() }),
  }),
);

/**
 * For whom a token response speaks: its authorization details (RFC 9396 7) name the delegation;
 * without them it is the person who logged in. `addresses` are the audiences of the services.
 */
export function actingOf(
  authorizationDetails: unknown,
  person: PersonName,
  addresses: Readonly<Record<Service, string>>,
): Acting {
  const found = details
    .parse(authorizationDetails ?? [])
    .find((detail) => detail.type === DELEGATION_TYPE);
  if (!found) return { id: 'me', basis: 'self', ...person };
  return {
    id: found.delegation_id,
    basis: found.basis,
    services: SERVICES.filter((service) => found.locations.includes(addresses[service])),
    actions: found.actions,
    datatypes: found.datatypes,
    givenName: found.patient.given_name,
    familyName: found.patient.family_name,
  };
}

/** Whether somebody born on a civil date is under 18 in Italy. The services decide; a page only offers. */
export function isMinor(birthdate: string | undefined, now: number): boolean {
  if (birthdate === undefined) return false;
  const adultOn = Temporal.PlainDate.from(birthdate).add({ years: ADULT_AGE_YEARS });
  const today = Temporal.Instant.fromEpochMilliseconds(now)
    .toZonedDateTimeISO('Europe/Rome')
    .toPlainDate();
  return Temporal.PlainDate.compare(today, adultOn) < 0;
}

/** A name in full. */
export function fullName(person: PersonName): string {
  return `${person.givenName} ${person.familyName}`;
}

/** When a session used at `now` ends: idle limit or absolute limit, whichever comes first. */
export function sessionEnd(createdAt: number, now: number): number {
  return Math.min(now + PORTAL_IDLE_S * 1000, createdAt + SESSION_ABSOLUTE_S * 1000);
}

/** Whether an access token will outlast a call made now. */
export function isFresh(access: { readonly expiresAt: number }, now: number): boolean {
  return access.expiresAt - now > PORTAL_RENEW_BEFORE_S * 1000;
}
