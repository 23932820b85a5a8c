/**
 * Enrols a person at the desk (or by command line): records them, and with a card and a telephone
 * gives them what the first login needs.
 *
 * Known persons: with the card they have, or without one in force, a new temporary password, the
 * old one and all sessions end; with another card, the card is replaced and the password kept.
 * Everything that can be refused is refused before anything is changed. @source design 9
 */
import type { Account } from '../domain/account.ts';
import { type CardSerial, tailOf } from '../domain/card-serial.ts';
import { CommandRefusedError } from '../domain/errors.ts';
import type { PhoneNumber } from '../domain/phone-number.ts';
import { cardInForce, checkCard, putInForce, reserveCard } from './bind-card.ts';
import type { CommandDeps } from './deps.ts';
import { issueTemporary, sendSmsHalf, tellPhoneChange, withPhone } from './issue-temporary.ts';
import {
  type PersonData,
  personByFiscalCode,
  recordPerson,
  sameActivePerson,
} from './known-person.ts';
import { issuePin } from './issue-pin.ts';
import { notify } from './notify.ts';
import { printLetter } from './print-letter.ts';

export interface EnrolRequest {
  readonly person: PersonData;
  /** Absent for a child or a ward: only the person is recorded. */
  readonly credentials?: { readonly cardSerial: CardSerial; readonly phone: PhoneNumber };
  readonly withPin: boolean;
  /** The person asks for an SMS when a report is ready. */
  readonly withNotices: boolean;
}

export interface Enrolled {
  /** The person's id: `sub` of tokens. */
  readonly sub: string;
  /** Secrets, for paper alone. */
  readonly deskHalf?: string;
  readonly pin?: string;
  /** Ids of the queued messages: SMS half, letter, notices. */
  readonly messages: readonly string[];
}

type EnrolDeps = Pick<CommandDeps, 'stores' | 'audit' | 'hasher' | 'courier' | 'portalAddress'>;

/** What the steps gather for the letter and the answer. */
interface Given {
  readonly half?: { readonly desk: string; readonly usableUntil: number };
  readonly messages: readonly string[];
}

/**
 * @throws CommandRefusedError `other_person` · `person_inactive` · `birthdate_future` ·
 * `card_of_another` · `card_revoked` · `pin_without_card`
 */
export async function enrolCitizen(
  deps: EnrolDeps,
  request: EnrolRequest,
  now: number,
): Promise<Enrolled> {
  const begun = Date.now();
  const instant = (): number => now + Math.max(0, Date.now() - begun);
  await checkRequest(deps, request);
  const { account: recorded } = await recordPerson(deps, request.person, now);
  const given = request.credentials
    ? await giveCredentials(deps, recorded, { ...request.credentials, now, instant })
    : { messages: [] };
  const pin = request.withPin ? await issuePin(deps, recorded, now) : undefined;
  if (request.withNotices)
    await deps.stores.accounts.update(recorded.id, (account) =>
      account.notices ? account : { ...account, notices: true },
    );
  const letter = await printLetter(deps, recorded, { half: given.half, pin: pin?.pin, now });
  return {
    sub: recorded.id,
    ...(given.half ? { deskHalf: given.half.desk } : {}),
    ...(pin ? { pin: pin.pin } : {}),
    messages: [...letter, ...given.messages, ...(pin?.messages ?? [])],
  };
}

/**
 * Asks everything that may be refused, so that a refusal changes nothing. The card is read before
 * the person: whoever reserves one was recorded before, so a person enrolled at this very moment
 * by another desk is not taken for a stranger who has the card.
 */
async function checkRequest({ stores }: EnrolDeps, request: EnrolRequest): Promise<void> {
  const { person, credentials } = request;
  const card = credentials && (await stores.cards.get(credentials.cardSerial));
  const known = await personByFiscalCode(stores, person.fiscalCode);
  if (known) sameActivePerson(known, person);
  if (credentials) checkCard(card, known?.id);
  else if (request.withPin && !known?.password)
    throw new CommandRefusedError(
      'pin_without_card',
      'a PIN is for somebody who can log in: give a card and a telephone too',
    );
}

async function giveCredentials(
  deps: EnrolDeps,
  before: Account,
  change: NonNullable<EnrolRequest['credentials']> & {
    readonly now: number;
    readonly instant: () => number;
  },
): Promise<Given> {
  const { cardSerial, phone, now, instant } = change;
  const hold = { accountId: before.id, now };
  await reserveCard(deps.stores, cardSerial, hold);
  const card = await cardInForce(deps.stores, before.id);
  if (card && card.id !== cardSerial && before.password) {
    await putInForce(deps.stores, cardSerial, hold);
    return { messages: await tellReplacement(deps, before, { cardSerial, phone }, now) };
  }
  const issued = await issueTemporary(deps, before, { phone, now, instant });
  await putInForce(deps.stores, cardSerial, hold);
  const warned = before.password
    ? await notify(deps, before, { key: 'temporary_issued', args: { at: now }, now })
    : [];
  return {
    half: { desk: issued.deskHalf, usableUntil: issued.usableUntil },
    messages: [
      ...warned,
      ...(await tellPhoneChange(deps, before, issued.account, now)),
      await sendSmsHalf(deps, issued, phone),
    ],
  };
}

async function tellReplacement(
  deps: EnrolDeps,
  before: Account,
  { cardSerial, phone }: { readonly cardSerial: CardSerial; readonly phone: PhoneNumber },
  now: number,
): Promise<readonly string[]> {
  const after = await deps.stores.accounts.update(before.id, (account) =>
    withPhone(account, phone, now),
  );
  await deps.audit.record({ kind: 'card_replaced', subject: before.id, data: {} });
  const args = { tail: tailOf(cardSerial) };
  return [
    ...(await notify(deps, after, { key: 'card_replaced', args, now })),
    ...(await tellPhoneChange(deps, before, after, now)),
  ];
}
