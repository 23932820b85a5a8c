/** What an appointment is given when it is made: one of the person's seats, and a code to name it by. */
import { randomInt } from 'node:crypto';
import { BOOKING_CODE_LENGTH, HALF_ALPHABET, LIVE_APPOINTMENTS } from '../../../config/limits.ts';
import { toCivilDate } from '../kit/rome.ts';
import type { BookingStores } from './collections.ts';
import type { Booking } from './rules.ts';
import type { SecurityLabel } from './stored.ts';

/**
 * Seats that nobody has. Those of protected appointments are counted apart: who may not see them
 * cannot count them either. A seat goes back when its appointment is over, or hidden since it was
 * booked: among the others it would be counted by who no longer sees it.
 */
export async function freeSeats(
  stores: Pick<BookingStores, 'appointments'>,
  { fiscalCode, label }: { readonly fiscalCode: string; readonly label: SecurityLabel },
  { everything, now }: { readonly everything: readonly Booking[]; readonly now: number },
): Promise<string[]> {
  const taken = new Set<string>();
  for (const { appointment, isProtected } of everything) {
    const { id, seat, end } = appointment;
    if (seat === undefined) continue;
    if (end > now && isProtected === (appointment.label === 'V')) taken.add(seat);
    else await stores.appointments.update(id, ({ seat: _seat, ...rest }) => rest);
  }
  return Array.from(
    { length: LIVE_APPOINTMENTS },
    (_, number) => `${fiscalCode}|${label}|${number}`,
  ).filter((seat) => !taken.has(seat));
}

/** Province, year, and signs that are read out without mistake. */
export function bookingCodeAt(district: string, now: number): string {
  const signs = Array.from({ length: BOOKING_CODE_LENGTH }, () =>
    HALF_ALPHABET.charAt(randomInt(HALF_ALPHABET.length)),
  );
  return `${district}-${toCivilDate(now).slice(2, 4)}-${signs.join('').toUpperCase()}`;
}
