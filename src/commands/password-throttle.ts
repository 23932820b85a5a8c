/** The tallies of a password try: a known device has a lane of its own, everybody else is a stranger. */
import type { CardSerial } from '../domain/card-serial.ts';
import { placeOf } from '../domain/network.ts';
import type { Device } from '../domain/throttle.ts';
import {
  ADDRESS_RULE,
  ALARMED_STRANGER_RULE,
  DEVICE_RULE,
  NETWORK_RULE,
  SERIAL_RULE,
  STRANGER_RULE,
  isAlarmed,
} from '../domain/throttle-rules.ts';
import type { CommandDeps } from './deps.ts';
import { type Reservation, type TallyKey, reserveTries, tallyOf } from './tallies.ts';

type Deps = Pick<CommandDeps, 'stores' | 'indexer'>;

/** A try at a serial as typed, existing or not. */
export interface Guess {
  readonly serial: CardSerial;
  /** Address of the visitor. */
  readonly address: string;
  /** The device, when it knows the serial's person. */
  readonly device: Device | undefined;
  readonly now: number;
}

/** Reserves the try under every tally that concerns it. */
export async function reserveGuess(deps: Deps, guess: Guess): Promise<Reservation> {
  const { device, now } = guess;
  if (device)
    return reserveTries(deps, [{ id: deviceTally(deps, device), rule: DEVICE_RULE }], { at: now });
  const what = deps.indexer.indexOf('tally.what', guess.serial).slice(0, 16);
  return reserveTries(deps, await strangerKeys(deps, guess), { at: now, what });
}

/** Key of the failures of one serial from one network. */
export function strangerTally(
  { indexer }: Pick<Deps, 'indexer'>,
  serial: string,
  address: string,
): string {
  return indexer.indexOf('tally.stranger', `${serial} ${placeOf(address).network}`);
}

/** Key of the failures of one device in an hour. */
export function deviceTally({ indexer }: Pick<Deps, 'indexer'>, device: Device): string {
  return indexer.indexOf('tally.device', device.id);
}

async function strangerKeys(deps: Deps, guess: Guess): Promise<TallyKey[]> {
  const { indexer } = deps;
  const place = placeOf(guess.address);
  const serialId = indexer.indexOf('tally.serial', guess.serial);
  const isSlowed = isAlarmed(await tallyOf(deps, serialId), guess.now);
  return [
    {
      id: strangerTally(deps, guess.serial, guess.address),
      rule: isSlowed ? ALARMED_STRANGER_RULE : STRANGER_RULE,
    },
    { id: serialId, rule: SERIAL_RULE },
    { id: indexer.indexOf('tally.address', place.address), rule: ADDRESS_RULE },
    { id: indexer.indexOf('tally.network', place.network), rule: NETWORK_RULE },
  ];
}
