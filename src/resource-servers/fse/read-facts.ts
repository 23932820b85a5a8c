/** What the access log says of calls on documents. */
import type { AccessFacts } from '../kit/access-facts.ts';
import type { Call } from '../kit/route.ts';

/** Whose data a call is about, for the log. */
export function ofPerson(call: Pick<Call, 'caller'>): { fiscalCode?: string } {
  return call.caller.kind === 'person' ? { fiscalCode: call.caller.fiscalCode } : {};
}

/** The id of the path as the log may keep it: only what could be an id. */
export function itemFacts(call: Pick<Call, 'params'>): Pick<AccessFacts, 'itemType' | 'itemId'> {
  const id = call.params['id'] ?? '';
  return /^[A-Za-z0-9.-]{1,64}$/.test(id) ? { itemType: 'DocumentReference', itemId: id } : {};
}

/** A read of one document, by metadata or bytes. */
export function readFacts(call: Pick<Call, 'caller' | 'params'>): AccessFacts {
  return { interaction: 'read', transaction: 'ITI-68', ...itemFacts(call), ...ofPerson(call) };
}
