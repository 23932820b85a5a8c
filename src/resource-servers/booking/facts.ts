/** What the access log says of calls on bookings. */
import type { AccessFacts } from '../kit/access-facts.ts';
import type { Call } from '../kit/route.ts';
import { personOf } from './record.ts';

type Interaction = AccessFacts['interaction'];

/** A search, or anything that is about no item yet. `query` is its path and parameters. */
export function searchFacts(call: Pick<Call, 'caller'>, query?: string): AccessFacts {
  return {
    interaction: 'search-type',
    fiscalCode: personOf(call).fiscalCode,
    ...(query === undefined ? {} : { query }),
  };
}

/** A call on one thing of a person; its id is kept only if it could be one. */
export function itemFacts(
  call: Pick<Call, 'caller'>,
  interaction: Interaction,
  item: { readonly type: 'Appointment' | 'ServiceRequest'; readonly id: string | undefined },
): AccessFacts {
  const { id } = item;
  return {
    interaction,
    fiscalCode: personOf(call).fiscalCode,
    ...(id !== undefined && ID.test(id) ? { itemType: item.type, itemId: id } : {}),
  };
}

/** A look at something that is nobody's: kept like a search, as no person's item. */
export function publicFacts(call: Pick<Call, 'caller' | 'params'>, type: string): AccessFacts {
  const id = call.params['id'] ?? '';
  return {
    interaction: 'read',
    fiscalCode: personOf(call).fiscalCode,
    ...(ID.test(id) ? { query: `${type}/${id}` } : {}),
  };
}

const ID = /^[A-Za-z0-9.-]{1,64}$/;
