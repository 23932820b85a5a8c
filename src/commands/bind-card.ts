/**
 * Gives a person a card. A serial is first reserved, which opens nothing and changes nothing of the
 * person; then the card before it is revoked; then the new one comes into force. `activeFor` is
 * unique, so that however many do this at once, one card is in force at the end.
 */
import { type Card, isCardInForce, isReserved } from '../domain/account.ts';
import type { CardSerial } from '../domain/card-serial.ts';
import { CommandRefusedError } from '../domain/errors.ts';
import { ConflictError } from '../storage/collection.ts';
import type { Stores } from '../stores/stores.ts';

type CardStores = Pick<Stores, 'cards'>;

/**
 * Refuses a card that this person cannot have; none is free.
 * @throws CommandRefusedError `card_of_another` · `card_revoked`
 */
export function checkCard(card: Card | undefined, accountId: string | undefined): void {
  if (!card) return;
  if (card.accountId !== accountId)
    throw new CommandRefusedError('card_of_another', 'this card belongs to another person');
  if (!isCardInForce(card) && !isReserved(card))
    throw new CommandRefusedError('card_revoked', 'this card was revoked and never comes back');
}

/** Holds the serial for the person; a card already theirs stays as it is. @throws CommandRefusedError */
export async function reserveCard(
  stores: CardStores,
  serial: CardSerial,
  hold: { readonly accountId: string; readonly now: number },
): Promise<void> {
  const { accountId, now } = hold;
  try {
    await stores.cards.insert({ id: serial, accountId, issuedAt: now, revokedAt: now });
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    checkCard(await stores.cards.get(serial), accountId);
  }
}

/** The person's card in force. */
export async function cardInForce(
  { cards }: CardStores,
  accountId: string,
): Promise<Card | undefined> {
  return (await cards.find({ accountId })).find(isCardInForce);
}

/**
 * Makes a reserved card the one in force and revokes the one before it; repeating is safe.
 * @throws CommandRefusedError `card_revoked`: another card of the person overtook this one
 */
export async function putInForce(
  stores: CardStores,
  serial: CardSerial,
  hold: { readonly accountId: string; readonly now: number },
): Promise<void> {
  const { accountId, now } = hold;
  for (;;) {
    const before = await cardInForce(stores, accountId);
    if (before && before.id !== serial) await stores.cards.update(before.id, withoutForce(now));
    try {
      await stores.cards.update(serial, withForce);
      return;
    } catch (error) {
      // Somebody else's card of the same person came first: it is revoked in the next round.
      if (!(error instanceof ConflictError)) throw error;
    }
  }
}

/** Revoked one instant after `issuedAt` at least: a reservation has the two equal. */
function withoutForce(now: number): (card: Card) => Card {
  return (card) => {
    if (!isCardInForce(card)) return card;
    const { id, accountId, issuedAt } = card;
    return { id, accountId, issuedAt, revokedAt: Math.max(now, issuedAt + 1) };
  };
}

function withForce(card: Card): Card {
  if (isCardInForce(card)) return card;
  if (!isReserved(card))
    throw new CommandRefusedError('card_revoked', 'this card was revoked and never comes back');
  const { id, accountId, issuedAt } = card;
  return { id, accountId, issuedAt, activeFor: accountId };
}
