/** What the access log says of calls on exemptions. */
import type { AccessFacts } from '../kit/access-facts.ts';
import type { Call } from '../kit/route.ts';

/** Whose data a call is about, for the log. */
function ofPerson({ caller }: Pick<Call, 'caller'>): { fiscalCode?: string } {
  return caller.kind === 'person' ? { fiscalCode: caller.fiscalCode } : {};
}

/** An access to one exemption. A declaration is logged as the exemption it makes: FHIR has no word for it. */
export function exemptionFacts(
  call: Pick<Call, 'caller'>,
  interaction: AccessFacts['interaction'],
  coverageId?: string,
): AccessFacts {
  const item = coverageId === undefined ? {} : { itemType: 'Coverage', itemId: coverageId };
  return { interaction, ...item, ...ofPerson(call) };
}

/** An access to a list, by its path and query. */
export function listFacts(call: Pick<Call, 'caller'>, query?: string): AccessFacts {
  return {
    interaction: 'search-type',
    ...(query === undefined ? {} : { query }),
    ...ofPerson(call),
  };
}

/** The id of the path as the log may keep it: only what could be an id. */
export function typedId({ params }: Pick<Call, 'params'>): string | undefined {
  const id = params['id'] ?? '';
  return /^[A-Za-z0-9.-]{1,64}$/.test(id) ? id : undefined;
}
