/** Personal data in words. Pure. */
import type { Translator } from '../../web/catalog.ts';
import { formatDate } from '../../web/format.ts';
import type { PortalKey } from '../portal-pages.ts';
import { type Acting, fullName } from '../session.ts';
import { type Sheet, type Words, italian, when } from '../sheet/blocks.ts';
import type { Person } from './person.ts';

type T = Translator<PortalKey>;

/** The page; `person` is undefined when the registry knows nobody. */
export function personalSheet(t: T, acting: Acting, person: Person | undefined): Sheet {
  const name = fullName(acting);
  return {
    section: 'personal',
    title: t('personal.title', { name: acting.givenName }),
    heading: t('personal.title', { name }),
    blocks: person
      ? [
          { kind: 'lead', text: t('personal.lead', { name }) },
          { kind: 'rows', rows: rowsOf(t, person) },
          ...when(acting.basis !== 'self', {
            kind: 'text',
            text: t('personal.contacts', { name }),
          }),
          { kind: 'text', text: t('personal.wrong') },
        ]
      : [{ kind: 'lead', text: t('personal.none', { name }) }],
  };
}

function rowsOf(t: T, person: Person): { label: string; value: Words }[] {
  const row = (label: PortalKey, value: Words | undefined): { label: string; value: Words }[] =>
    value === undefined || value === '' ? [] : [{ label: t(label), value }];
  const { birthdate, gender, cardTail, doctor } = person;
  return [
    ...row('personal.name', person.name),
    ...row('personal.birth', birthdate && formatDate(t.language, birthdate)),
    ...row('personal.gender', gender && t(`personal.${gender}`)),
    ...row('personal.code', person.fiscalCode),
    ...row('personal.card', cardTail && t('personal.card_tail', { tail: cardTail })),
    ...person.addresses.flatMap(({ isDomicile, text }) =>
      row(isDomicile ? 'personal.domicile' : 'personal.home', italian(t, text)),
    ),
    ...row('personal.phone', person.phone),
    ...row('personal.email', person.email),
    ...row('personal.doctor', doctor && italian(t, doctor)),
  ];
}
