/** What each of the demo's people gets, once: cards, passwords, PINs, delegations. */
import { checkCard, putInForce, reserveCard } from '../commands/bind-card.ts';
import { createDelegation } from '../commands/create-delegation.ts';
import type { CommandDeps } from '../commands/deps.ts';
import { enrolCitizen } from '../commands/enrol-citizen.ts';
import { lastSms } from '../delivery/channels/outbox-sms-file.ts';
import type { CardSerial } from '../domain/card-serial.ts';
import { CommandRefusedError } from '../domain/errors.ts';
import { DEMO_DELEGATIONS, type DemoPlace, type SeededPerson } from './persons.ts';

/** How many of the outbox's last messages are looked through for the one just delivered. */
const LOOKED_THROUGH = 50;

/** Card, password and PIN of somebody who is past the first access; what is there already stays. */
export async function giveCredentials(
  deps: CommandDeps,
  { account, credentials }: SeededPerson,
  now: number,
): Promise<void> {
  if (!credentials?.password) return;
  const { cardSerial, oldCardSerial, phone, password, pin, notices = false } = credentials;
  const stored = await deps.stores.accounts.get(account.id);
  if (!stored?.password) {
    const hash = await deps.hasher.hash(password);
    const pinHash = pin === undefined ? undefined : await deps.hasher.hash(pin);
    await deps.stores.accounts.update(account.id, (current) =>
      current.password
        ? current
        : {
            ...current,
            phone,
            notices,
            password: { hash, setAt: now },
            ...(pinHash === undefined ? {} : { pin: { hash: pinHash, setAt: now, failures: 0 } }),
          },
    );
  }
  for (const serial of oldCardSerial ? [oldCardSerial, cardSerial] : [cardSerial])
    await giveCard(deps, serial, { accountId: account.id, now });
}

/** Puts a card in force unless it already was: one revoked in the demo stays revoked. */
async function giveCard(
  { stores }: CommandDeps,
  serial: CardSerial,
  hold: { readonly accountId: string; readonly now: number },
): Promise<void> {
  try {
    checkCard(await stores.cards.get(serial), hold.accountId);
  } catch (error) {
    if (error instanceof CommandRefusedError) return;
    throw error;
  }
  await reserveCard(stores, serial, hold);
  await putInForce(stores, serial, hold);
}

/**
 * Enrols somebody for the first access and answers both halves joined. The letter is printed by
 * the courier meanwhile; the SMS is read back from the outbox, as a person would.
 */
export async function giveTemporary(
  deps: CommandDeps,
  { person, credentials }: SeededPerson,
  { varFolder, now }: DemoPlace,
): Promise<string | null> {
  if (!credentials) return null;
  const { deskHalf = '', messages } = await enrolCitizen(
    deps,
    { person, credentials, withPin: false, withNotices: credentials.notices === true },
    now,
  );
  for (const id of messages) {
    const message = await deps.stores.messages.get(id);
    if (message?.kind !== 'password_half') continue;
    await deps.courier.deliver(id);
    const line = (await lastSms(varFolder, LOOKED_THROUGH)).find((sms) => sms.id === id);
    const smsHalf = line?.text.split(/\s+/).at(-1);
    if (smsHalf !== undefined) return deskHalf + smsHalf;
  }
  return null;
}

/** Delegations that were ever there stay as they are, revoked ones too. */
export async function giveDelegations(
  deps: CommandDeps,
  seeded: readonly SeededPerson[],
  now: number,
): Promise<void> {
  for (const { delegate, patient, basis, services } of DEMO_DELEGATIONS) {
    const holder = seeded.find(({ name }) => name === delegate);
    const giver = seeded.find(({ name }) => name === patient);
    if (!holder || !giver) continue;
    const given = await deps.stores.delegations.find({ delegatorId: giver.account.id });
    const isThere = given.some(
      (one) => one.delegateId === holder.account.id && one.basis === basis,
    );
    if (isThere) continue;
    try {
      await createDelegation(
        deps,
        {
          patient: giver.person.fiscalCode,
          delegate: holder.person.fiscalCode,
          basis,
          ...(services ? { services } : {}),
        },
        now,
      );
    } catch (error) {
      // Another start was first, or the demo was changed so that it cannot be given any more.
      if (!(error instanceof CommandRefusedError)) throw error;
    }
  }
}
