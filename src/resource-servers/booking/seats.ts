/** What an appointment is given when it is made: one of the person's seats, and a code to name it by. */
import { randomInt } from 'node:crypto';
import { BOOKING_CODE_LENGTH, HALF_ALPHABET, LIVE_APPOINTMENTS } from '../../../config/limits.ts';
import { toCivilDate } from '../kit/rome.ts';
import type { BookingStores } from './collections.ts';
import type { SecurityLabel, StoredAppointment } from './stored.ts';

/**
 * Seats that nobody has. Those of protected appointments are counted apart: who may not see them
 * cannot count them either. A seat goes back when its appointment is over.
 */
export async function freeSeats(
  stores: Pick<BookingStores, 'appointments'>,
  { fiscalCode, label }: { readonly fiscalCode: string; readonly label: SecurityLabel },
  { everything, now }: { readonly everything: readonly StoredAppointment[]; readonly now: number },
): Promise<string[]> {
  const taken = new Set<string>();
  for (const { id, seat, end } of everything)
    if (seat !== undefined && end > now) taken.add(seat);
    else if (seat !== undefined)
      await stores.appointments.update(id, ({ seat: _seat, ...appointment }) => appointment);
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
