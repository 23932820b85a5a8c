/** The page to check before a booking is cancelled, and the one that says it is too late. Pure. @source ux 1.13; WCAG 3.3.4 */
import type { Translator } from '../../web/catalog.ts';
import type { PortalKey } from '../portal-pages.ts';
import type { Refusal } from '../service-answer.ts';
import { type Acting, fullName } from '../session.ts';
import { type Sheet, italian } from '../sheet/blocks.ts';
import { formatDay } from '../sheet/day.ts';
import { REASONS } from './booking-client.ts';
import type { Booking } from './booking.ts';
import { lateText, rowsOf } from './booking-words.ts';
import { bookingsPath } from './paths.ts';
import { errorsOf } from './refusals.ts';

type T = Translator<PortalKey>;

/** "Vuole disdire?", with the rule and its day before the button. */
export function cancelSheet(
  t: T,
  acting: Acting,
  booking: Booking,
  state: {
    readonly reason?: string | undefined;
    readonly error?: string;
    readonly refusal?: Refusal;
  } = {},
): Sheet {
  const path = `${bookingsPath(acting.id)}/${booking.id}`;
  const { reason, error, refusal } = state;
  return {
    section: 'bookings',
    title: t('booking.cancel.title'),
    errors:
      error === undefined ? errorsOf(t, refusal, booking) : [{ text: error, field: 'motivo' }],
    blocks: [
      {
        kind: 'rows',
        rows: [{ label: t('booking.row.patient'), value: fullName(acting) }, ...rowsOf(t, booking)],
      },
      {
        kind: 'text',
        text: t('booking.until_note', { day: formatDay(t.language, booking.cancelBy) }),
      },
      {
        kind: 'form',
        method: 'post',
        action: `${path}/disdici`,
        hidden: { versione: booking.version },
        fields: [
          {
            type: 'radios',
            name: 'motivo',
            legend: t('booking.cancel.reason'),
            options: REASONS.map((one) => ({ value: one, label: t(`booking.reason.${one}`) })),
            value: reason,
            error,
          },
        ],
        submit: t('booking.cancel.submit'),
        back: { href: path, label: t('booking.cancel.keep') },
      },
    ],
  };
}

/** Too late: the reason, and whom to call. The page has no button that would be refused again. */
export function lateSheet(t: T, acting: Acting, booking: Booking): Sheet {
  const path = `${bookingsPath(acting.id)}/${booking.id}`;
  return {
    section: 'bookings',
    title: booking.service,
    heading: italian(t, booking.service),
    back: { href: path, label: t('booking.back') },
    errors: [{ text: lateText(t, booking) }],
    blocks: [{ kind: 'rows', rows: rowsOf(t, booking) }],
  };
}
