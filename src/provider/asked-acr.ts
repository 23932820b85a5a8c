/** The level of authentication a request asks for: `acr_values`, or `claims` (OIDC Core 5.5.1.1). */
import { errors } from 'oidc-provider';
import { ACR_PIN, ACR_VALUES, type Acr, satisfies } from '../tokens/acr.ts';

/** The levels that would do, best liked first; undefined when none is asked. */
export type AskedAcr = readonly Acr[] | undefined;

/** Error of RFC 9470 and OIDC Core: an asked level can't be reached. */
export function unmetAuthenticationRequirements(): Error {
  return new errors.CustomOIDCProviderError(
    'unmet_authentication_requirements',
    'the requested authentication level cannot be reached',
  );
}

/**
 * Reads what is asked. In oidc-provider the values are voluntary; here they bind, since a service
 * that asks for a level must not get less in silence.
 * @throws unmet_authentication_requirements none of the asked levels is ours
 */
export function askedAcr(params: Readonly<Record<string, unknown>>): AskedAcr {
  const asked = [...wordsOf(params['acr_values']), ...essentialValues(params['claims'])];
  if (asked.length === 0) return undefined;
  const ours = asked.filter((value): value is Acr =>
    (ACR_VALUES as readonly string[]).includes(value),
  );
  if (ours.length === 0) throw unmetAuthenticationRequirements();
  return ours;
}

/** Whether the held level does. */
export function isReached(asked: AskedAcr, held: string | undefined): boolean {
  return asked === undefined || asked.some((value) => satisfies(held, value));
}

/** Whether nothing less than the PIN will do. */
export function needsPin(asked: AskedAcr): boolean {
  return asked?.every((value) => value === ACR_PIN) === true;
}

function wordsOf(value: unknown): string[] {
  return typeof value === 'string' ? value.split(' ').filter((word) => word !== '') : [];
}

function essentialValues(claims: unknown): string[] {
  if (typeof claims !== 'string') return [];
  const parsed = JSON.parse(claims) as {
    id_token?: { acr?: { essential?: boolean; value?: string; values?: string[] } };
  }; // checked by the library before
  const acr = parsed.id_token?.acr;
  if (acr?.essential !== true) return [];
  return [acr.value, ...(Array.isArray(acr.values) ? acr.values : [])].filter(
    (value) => typeof value === 'string',
  );
}
