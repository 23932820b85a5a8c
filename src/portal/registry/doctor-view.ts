/** The doctor of a person, and the search for another. Pure. @source ux 1.14 */
import type { Translator } from '../../web/catalog.ts';
import type { JsonPage } from '../json-page.ts';
import type { PortalKey } from '../portal-pages.ts';
import { mayAct } from '../sections.ts';
import { type Acting, fullName } from '../session.ts';
import { type Block, type Item, type Sheet, italian, joined, when } from '../sheet/blocks.ts';
import { formatDay } from '../sheet/day.ts';
import type { Choices, Doctor } from './doctor.ts';
import { choosePath, doctorPath, findPath } from './paths.ts';
import type { DoctorQuery } from './registry-client.ts';

type T = Translator<PortalKey>;

/** What has just been done, as the address says it. */
export const DONE = ['scelto', 'lasciato'] as const;
export type DoneWord = (typeof DONE)[number];

/** The doctor now, what can be done, doctors before. */
export function doctorSheet(t: T, acting: Acting, choices: Choices, done?: DoneWord): Sheet {
  const { current, past, hasChangedToday } = choices;
  const name = fullName(acting);
  return {
    section: 'doctor',
    title: t('doctor.title', { name: acting.givenName }),
    heading: t('doctor.title', { name }),
    blocks: [
      ...when(done === 'scelto' && current !== undefined && hasChangedToday, {
        kind: 'notice',
        tone: 'info',
        text: t('doctor.done', { name, doctor: current?.name ?? '' }),
      }),
      ...when(done === 'lasciato' && current === undefined, {
        kind: 'notice',
        tone: 'info',
        text: t('doctor.left', { name }),
      }),
      { kind: 'lead', text: t('doctor.lead') },
      { kind: 'heading', text: t('doctor.current') },
      current
        ? {
            kind: 'rows',
            rows: [
              { label: t('doctor.row.name'), value: italian(t, current.name) },
              { label: t('doctor.row.kind'), value: t(`doctor.kind.${current.kind}`) },
              { label: t('doctor.row.city'), value: current.city },
              { label: t('doctor.row.since'), value: formatDay(t.language, current.since) },
            ],
          }
        : { kind: 'text', text: t('doctor.none', { name }) },
      ...whatNow(t, acting, choices, done),
      ...when(
        past.length > 0,
        { kind: 'heading', text: t('doctor.past') },
        {
          kind: 'items',
          items: past.map((one) => ({
            title: italian(t, one.name),
            lines: [
              t('doctor.past_dates', {
                since: formatDay(t.language, one.since),
                until: formatDay(t.language, one.until ?? one.since),
              }),
            ],
          })),
        },
      ),
    ],
  };
}

function whatNow(t: T, acting: Acting, choices: Choices, done: DoneWord | undefined): Block[] {
  if (!mayAct(acting, 'registry', 'choose-doctor'))
    return [
      { kind: 'notice', tone: 'info', text: t('doctor.no_power', { name: fullName(acting) }) },
    ];
  if (choices.hasChangedToday)
    return when(done === undefined, { kind: 'notice', tone: 'info', text: t('doctor.today') });
  const { current } = choices;
  return [
    {
      kind: 'links',
      isPrimary: true,
      links: [
        {
          href: findPath(acting.id),
          label: t(current ? 'doctor.search' : 'doctor.search_first'),
        },
        ...(current ? [{ href: `${doctorPath(acting.id)}/lascia`, label: t('doctor.leave') }] : []),
      ],
    },
  ];
}

/** Doctors that were found; those that cannot be chosen say why. */
export function findSheet(
  t: T,
  acting: Acting,
  { query, found }: { readonly query: DoctorQuery; readonly found: JsonPage<Doctor> },
): Sheet {
  const canChoose = mayAct(acting, 'registry', 'choose-doctor');
  const { name, city, cursor } = query;
  return {
    section: 'doctor',
    title: t('doctor.find.title'),
    back: { href: doctorPath(acting.id), label: t('doctor.back') },
    blocks: [
      { kind: 'lead', text: t('doctor.find.lead', { name: fullName(acting) }) },
      {
        kind: 'filter',
        action: findPath(acting.id),
        fields: [
          { type: 'text', name: 'cognome', label: t('doctor.find.name'), value: name ?? '' },
          { type: 'text', name: 'comune', label: t('doctor.find.city'), value: city ?? '' },
        ],
        submit: t('doctor.find.show'),
      },
      found.total === 0
        ? { kind: 'notice', tone: 'info', text: t('doctor.find.none') }
        : { kind: 'text', text: t('doctor.find.count', { n: found.total }) },
      ...when(cursor !== undefined, {
        kind: 'links',
        links: [{ href: findPath(acting.id, { name, city }), label: t('doctor.find.first') }],
      }),
      ...when(found.items.length > 0, {
        kind: 'items',
        items: found.items.map((one) => doctorItem(t, acting.id, one, canChoose)),
      }),
      ...when(found.next !== undefined, {
        kind: 'links',
        links: [
          {
            href: findPath(acting.id, { name, city, cursor: found.next }),
            label: t('doctor.find.more'),
          },
        ],
      }),
    ],
  };
}

function doctorItem(t: T, person: string, doctor: Doctor, canChoose: boolean): Item {
  const { whyNot, places } = doctor;
  return {
    title: italian(t, doctor.name),
    lines: [
      joined([t(`doctor.kind.${doctor.kind}`), doctor.city, italian(t, doctor.district)]),
      italian(t, doctor.hours),
      ...(whyNot === undefined && places !== undefined
        ? [t('doctor.find.places', { n: places })]
        : []),
      ...(whyNot === undefined ? [] : [t(`doctor.why.${whyNot}`)]),
    ],
    links:
      whyNot === undefined && canChoose
        ? [{ href: choosePath(person, doctor), label: t('doctor.find.choose'), of: doctor.name }]
        : [],
  };
}
