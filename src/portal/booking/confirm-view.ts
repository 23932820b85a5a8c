/** The pages to check and confirm before a booking is made or moved. Pure. @source ux 1.13; WCAG 3.3.4 */
import type { Translator } from '../../web/catalog.ts';
import type { PortalKey } from '../portal-pages.ts';
import type { Refusal } from '../service-answer.ts';
import { type Acting, fullName } from '../session.ts';
import { type Block, type Sheet, italian, when } from '../sheet/blocks.ts';
import { civilDate, formatDay } from '../sheet/day.ts';
import type { Booking, Offer } from './booking.ts';
import { placeText, whenText } from './booking-words.ts';
import { errorsOf } from './refusals.ts';
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

function beyondNote(t: T, offer: Offer, last: string | undefined): Block[] {
  return when(last !== undefined && civilDate(offer.start) > last, {
    kind: 'notice',
    tone: 'warning',
    text: t('booking.beyond_note', { day: formatDay(t.language, last) }),
  });
}
