/** Which place: the free ones under their days. Pure. @source ux 1.13 */
import type { Translator } from '../../web/catalog.ts';
import { formatTime } from '../../web/format.ts';
import type { PortalKey } from '../portal-pages.ts';
import { type Acting, fullName } from '../session.ts';
import { type Block, type Field, type Sheet, italian, joined, when } from '../sheet/blocks.ts';
import { civilDate, formatDay } from '../sheet/day.ts';
import type { Offer, OfferPage } from './booking.ts';
import {
  type Aim,
  type PlaceQuery,
  bookingsPath,
  choicePath,
  placeFields,
  searchPath,
  withQuery,
  writeChosen,
} from './paths.ts';

type T = Translator<PortalKey>;

/** What is looked for and what was found. */
export interface SearchState {
  readonly aim: Aim;
  /** Italian words. */
  readonly service: string;
  /** Last day that the prescription guarantees, civil date. */
  readonly guaranteedUntil?: string | undefined;
  readonly query: PlaceQuery;
  readonly cities: readonly string[];
  readonly found: OfferPage;
  /** Why the last choice led back here. */
  readonly trouble?: 'taken' | 'choose' | undefined;
}

/** Free places under their days, as one choice. */
export function searchSheet(t: T, acting: Acting, state: SearchState): Sheet {
  const { aim, query, found, trouble } = state;
  const path = searchPath(acting.id, aim);
  const service = italian(t, state.service);
  const days = byDay(found.offers);
  const error = trouble === undefined ? undefined : t(`booking.search.${trouble}`);
  return {
    section: 'bookings',
    title: t('booking.search.title'),
    back: backOf(t, acting.id, aim),
    errors:
      error === undefined ? [] : [{ text: error, field: days.length > 0 ? 'posto0' : undefined }],
    status: trouble === 'taken' ? 409 : error === undefined ? 200 : 422,
    blocks: [
      ...leadOf(t, acting, state, service),
      {
        kind: 'filter',
        action: path,
        fields: filters(t, state),
        submit: t('booking.search.filter'),
      },
      found.total === 0
        ? { kind: 'notice', tone: 'info', text: t('booking.search.none') }
        : { kind: 'text', text: t('booking.search.count', { n: found.total }) },
      ...when(query.cursor !== undefined, {
        kind: 'links',
        links: [{ href: withQuery(path, placeFields(query)), label: t('booking.search.first') }],
      }),
      ...when(days.length > 0, {
        kind: 'form',
        method: 'get',
        action: `${path}/conferma`,
        hidden: {
          ...placeFields(query),
          ...(query.cursor === undefined ? {} : { cursor: query.cursor }),
        },
        fields: days.map((offers, index) => dayField(t, state, offers, index)),
        submit: t('booking.search.next'),
      }),
      ...when(found.next !== undefined, {
        kind: 'links',
        links: [
          {
            href: withQuery(path, { ...placeFields(query), cursor: found.next ?? '' }),
            label: t('booking.search.more'),
          },
        ],
      }),
    ],
  };
}

function leadOf(
  t: T,
  acting: Acting,
  state: SearchState,
  service: ReturnType<typeof italian>,
): Block[] {
  const until = state.guaranteedUntil;
  return [
    {
      kind: 'lead',
      text: joined([service, fullName(acting)]),
    },
    ...when(until !== undefined, {
      kind: 'text',
      text: t('booking.choose.guaranteed', { day: formatDay(t.language, until) }),
    }),
  ];
}

function filters(t: T, { query, cities }: SearchState): Field[] {
  return [
    {
      type: 'select',
      name: 'citta',
      label: t('booking.search.city'),
      options: [
        { value: '', label: t('booking.search.all') },
        ...cities.map((city) => ({ value: city, label: city })),
      ],
      value: query.city ?? '',
    },
    { type: 'date', name: 'dal', label: t('booking.search.from'), value: query.from ?? '' },
  ];
}

function dayField(t: T, state: SearchState, offers: readonly Offer[], index: number): Field {
  const { guaranteedUntil: last } = state;
  return {
    type: 'radios',
    name: 'posto',
    group: String(index),
    legend: formatDay(t.language, offers[0]?.start ?? 0),
    options: offers.map((offer) => ({
      value: writeChosen(offer),
      label: joined([
        formatTime(t.language, offer.start),
        italian(t, offer.place?.name ?? offer.clinic),
      ]),
      hint: joined(
        [
          italian(t, offer.place?.address ?? ''),
          last !== undefined && civilDate(offer.start) > last
            ? t('booking.beyond_option')
            : undefined,
        ],
        '. ',
      ),
    })),
    value: undefined,
  };
}

function byDay(offers: readonly Offer[]): Offer[][] {
  const days = new Map<string, Offer[]>();
  for (const offer of offers) {
    const day = civilDate(offer.start);
    days.set(day, [...(days.get(day) ?? []), offer]);
  }
  return [...days.values()];
}

function backOf(t: T, person: string, { kind, id }: Aim): Sheet['back'] & object {
  const base = bookingsPath(person);
  return { href: kind === 'book' ? choicePath(person) : `${base}/${id}`, label: t('booking.back') };
}
