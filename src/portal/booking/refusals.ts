/** Why a booking was not made, moved or cancelled, in the portal's words. Pure. */
import type { Translator } from '../../web/catalog.ts';
import type { PortalKey } from '../portal-pages.ts';
import type { Refusal } from '../service-answer.ts';
import { refusalText } from '../sheet/refused.ts';
import type { Booking } from './booking.ts';
import { lateText } from './booking-words.ts';

type T = Translator<PortalKey>;

/** Refusals that we say in our own words. */
const OWN = {
  'already-booked': 'booking.error.already-booked',
  'prescription-expired': 'booking.error.prescription-expired',
  'priority-expired': 'booking.error.priority-expired',
  'too-many': 'booking.error.too-many',
  'not-changeable': 'booking.error.not-changeable',
  'version-changed': 'booking.error.version-changed',
} as const satisfies Record<string, PortalKey>;

/** What the summary of a page says; nothing without a refusal. */
export function errorsOf(
  t: T,
  refusal: Refusal | undefined,
  booking?: Booking,
): { text: string }[] {
  if (!refusal) return [];
  if (refusal.code === 'cancel-too-late' && booking) return [{ text: lateText(t, booking) }];
  return [{ text: refusalText(t, refusal, OWN) }];
}
