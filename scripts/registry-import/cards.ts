/** Lines of the cards' file: health cards (TS) of persons who are known. */
import type { RegistryStores } from '../../src/resource-servers/registry/collections.ts';
import type { StoredCard } from '../../src/resource-servers/registry/stored.ts';
import { card, day, fiscalCode } from './fields.ts';
import type { Kind } from './import-file.ts';
import type { Columns } from './records.ts';
import { Refusal } from './refusals.ts';

const COLUMNS: Columns = {
  card_number: 'required',
  fiscal_code: 'required',
  valid_from: 'required',
  valid_until: 'required',
};

/** What a line of the file is. */
export function cardKind({
  cards,
  persons,
}: Pick<RegistryStores, 'cards' | 'persons'>): Kind<StoredCard> {
  return {
    columns: COLUMNS,
    collection: cards,
    key: 'card_number',
    async read(values) {
      const { id, number } = card(values, 'card_number');
      const owner = fiscalCode(values, 'fiscal_code');
      const [validFrom, validUntil] = [day(values, 'valid_from'), day(values, 'valid_until')];
      if (validUntil < validFrom) throw new Refusal('valid_until', 'before its beginning');
      const [person, known] = await Promise.all([persons.get(owner), cards.get(id)]);
      if (!person) throw new Refusal('fiscal_code', 'unknown person');
      if (known && known.fiscalCode !== owner)
        throw new Refusal('card_number', 'belongs to another person');
      const told: StoredCard = { id, fiscalCode: owner, number, validFrom, validUntil };
      return { id, create: () => told, change: () => told };
    },
  };
}
