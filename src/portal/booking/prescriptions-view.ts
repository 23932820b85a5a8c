/** Which prescription: the first page of a booking. Pure. @source ux 1.13 */
import type { Translator } from '../../web/catalog.ts';
import type { PortalKey } from '../portal-pages.ts';
import { type Acting, fullName } from '../session.ts';
import { type Block, type Item, type Sheet, italian, joined, when } from '../sheet/blocks.ts';
import { formatDay } from '../sheet/day.ts';
import { bookingsPath, choicePath, searchPath } from './paths.ts';
import type { Prescription } from './prescription.ts';

type T = Translator<PortalKey>;

const ORDER = ['open', 'booked', 'expired', 'over'];

/** What was typed as a number that leads nowhere: it stays, and the error stands beside it. */
export interface WrongNumber {
  readonly typed: string;
}

/** A number to type, and prescriptions to choose from; those that are over are not shown. */
export function prescriptionsSheet(
  t: T,
  acting: Acting,
  prescriptions: readonly Prescription[],
  wrong?: WrongNumber,
): Sheet {
  const shown = prescriptions.filter(({ state }) => state !== 'over');
  const isEmpty = !shown.some(({ state }) => state === 'open');
  const error = wrong && t('booking.choose.nre_error');
  return {
    section: 'bookings',
    title: t('booking.choose.title'),
    back: { href: bookingsPath(acting.id), label: t('booking.all') },
    errors: error === undefined ? [] : [{ text: error, field: 'nre' }],
    hasOneField: true,
    blocks: [
      { kind: 'lead', text: t('booking.choose.lead', { name: fullName(acting) }) },
      {
        kind: 'form',
        method: 'post', // a number tells of somebody's health: it stands in no address
        action: choicePath(acting.id),
        hidden: {},
        fields: [
          {
            type: 'text',
            name: 'nre',
            label: t('booking.choose.nre'),
            hint: t('booking.choose.nre_hint'),
            value: wrong?.typed ?? '',
            error,
            hasFocus: wrong !== undefined,
            isCode: true,
          },
        ],
        submit: t('booking.choose.find'),
      },
      { kind: 'heading', text: t('booking.choose.list', { name: fullName(acting) }) },
      ...when(isEmpty, { kind: 'text', text: t('booking.choose.empty') }),
      ...prescriptionList(t, acting, shown),
    ],
  };
}

/** The services of one number, to choose from; what can no longer be booked is there with the reason. */
export function sameNumberSheet(
  t: T,
  acting: Acting,
  prescriptions: readonly Prescription[],
): Sheet {
  const isOpen = prescriptions.some(({ state }) => state === 'open');
  return {
    section: 'bookings',
    title: t('booking.choose.title'),
    back: { href: choicePath(acting.id), label: t('booking.back') },
    blocks: [
      { kind: 'lead', text: fullName(acting) },
      { kind: 'text', text: t(isOpen ? 'booking.choose.several' : 'booking.choose.none_open') },
      ...prescriptionList(t, acting, prescriptions),
    ],
  };
}

function prescriptionList(t: T, acting: Acting, prescriptions: readonly Prescription[]): Block[] {
  const sorted = [...prescriptions].sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state));
  const items = sorted.map((one) => prescriptionItem(t, acting.id, one));
  return when(items.length > 0, { kind: 'items', items });
}

function prescriptionItem(t: T, person: string, one: Prescription): Item {
  const isOpen = one.state === 'open';
  const path = searchPath(person, { kind: 'book', id: one.id });
  return {
    title: italian(t, one.service),
    badge: one.state === 'open' ? undefined : t(`booking.choose.${one.state}`),
    lines: [
      joined([t('booking.choose.number', { number: one.number }), italian(t, one.requester)]),
      ...(isOpen && one.priority ? [t(`priority.${one.priority}`)] : []),
      ...(isOpen && one.guaranteedUntil !== undefined
        ? [t('booking.choose.guaranteed', { day: formatDay(t.language, one.guaranteedUntil) })]
        : []),
      ...(one.state === 'expired' ? [t('booking.choose.expired_note')] : []),
    ],
    links: isOpen ? [{ href: path, label: t('booking.choose.go'), of: one.service }] : [],
  };
}
