/** The pages to check and confirm before a booking is made, moved or cancelled. Pure. @source ux 1.13; WCAG 3.3.4 */
import type { Translator } from '../../web/catalog.ts';
import type { PortalKey } from '../portal-pages.ts';
import type { Refusal } from '../service-answer.ts';
import { type Acting, fullName } from '../session.ts';
import { type Block, type Sheet, italian, when } from '../sheet/blocks.ts';
import { civilDate, formatDay } from '../sheet/day.ts';
import { refusalText } from '../sheet/refused.ts';
import type { Booking, Offer } from './booking.ts';
import { REASONS } from './booking-client.ts';
import { lateText, placeText, rowsOf, whenText } from './list-view.ts';
import {
  type PlaceQuery,
  bookingsPath,
  placeFields,
  searchPath,
  withQuery,
  writeChosen,
} from './paths.ts';
import type { Prescription } from './prescription.ts';

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

interface Check {
  readonly offer: Offer;
  readonly query: PlaceQuery;
  readonly refusal?: Refusal | undefined;
}

/** "Vuole prenotare?": `key` books once, however often the button is pressed. */
export function bookSheet(
  t: T,
  acting: Acting,
  {
    prescription,
    offer,
    query,
    key,
    refusal,
  }: Check & { readonly prescription: Prescription; readonly key: string },
): Sheet {
  const path = searchPath(acting.id, { kind: 'book', id: prescription.id });
  const last = prescription.guaranteedUntil;
  return {
    section: 'bookings',
    title: t('booking.confirm.title'),
    errors: errorsOf(t, refusal),
    blocks: [
      { kind: 'lead', text: t('booking.confirm.lead') },
      {
        kind: 'rows',
        rows: [
          { label: t('booking.row.patient'), value: fullName(acting) },
          { label: t('booking.row.service'), value: italian(t, prescription.service) },
          { label: t('booking.row.when'), value: whenText(t, offer.start) },
          {
            label: t('booking.row.place'),
            value: italian(t, placeText(offer.clinic, offer.place)),
          },
          { label: t('booking.row.number'), value: prescription.number },
        ],
      },
      ...beyondNote(t, offer, last),
      {
        kind: 'form',
        method: 'post',
        action: `${path}/conferma`,
        hidden: { posto: writeChosen(offer), chiave: key, ...placeFields(query) },
        fields: [],
        submit: t('booking.confirm.submit'),
        back: { href: withQuery(path, placeFields(query)), label: t('booking.confirm.other') },
      },
    ],
  };
}

/** Refused, and the place is gone too: why, and the way back. */
export function refusedSheet(t: T, acting: Acting, refusal: Refusal): Sheet {
  return {
    section: 'bookings',
    title: t('booking.confirm.title'),
    errors: errorsOf(t, refusal),
    blocks: [
      { kind: 'links', links: [{ href: bookingsPath(acting.id), label: t('booking.all') }] },
    ],
  };
}

/** "Vuole spostare la prenotazione?" */
export function moveSheet(
  t: T,
  acting: Acting,
  { booking, offer, query, refusal }: Check & { readonly booking: Booking },
): Sheet {
  const path = searchPath(acting.id, { kind: 'move', id: booking.id });
  return {
    section: 'bookings',
    title: t('booking.move.title'),
    errors: errorsOf(t, refusal, booking),
    blocks: [
      { kind: 'lead', text: t('booking.confirm.lead') },
      {
        kind: 'rows',
        rows: [
          { label: t('booking.row.patient'), value: fullName(acting) },
          { label: t('booking.row.service'), value: italian(t, booking.service) },
          { label: t('booking.row.when_now'), value: whenText(t, booking.start) },
          { label: t('booking.row.when_new'), value: whenText(t, offer.start) },
          {
            label: t('booking.row.place'),
            value: italian(t, placeText(offer.clinic, offer.place)),
          },
        ],
      },
      {
        kind: 'form',
        method: 'post',
        action: `${path}/conferma`,
        hidden: { posto: writeChosen(offer), versione: booking.version, ...placeFields(query) },
        fields: [],
        submit: t('booking.move.submit'),
        back: { href: withQuery(path, placeFields(query)), label: t('booking.confirm.other') },
      },
    ],
  };
}

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

function errorsOf(t: T, refusal: Refusal | undefined, booking?: Booking): { text: string }[] {
  if (!refusal) return [];
  if (refusal.code === 'cancel-too-late' && booking) return [{ text: lateText(t, booking) }];
  return [{ text: refusalText(t, refusal, OWN) }];
}

function beyondNote(t: T, offer: Offer, last: string | undefined): Block[] {
  return when(last !== undefined && civilDate(offer.start) > last, {
    kind: 'notice',
    tone: 'warning',
    text: t('booking.beyond_note', { day: formatDay(t.language, last) }),
  });
}
