/** Consents in plain words, the decision on one, its history. Pure. @source issue 4; resource-servers 5 */
import type { Translator } from '../../web/catalog.ts';
import type { PortalKey } from '../portal-pages.ts';
import { mayAct } from '../sections.ts';
import { type Acting, fullName } from '../session.ts';
import { type Item, type Sheet, type Words, italian, when } from '../sheet/blocks.ts';
import { formatDay } from '../sheet/day.ts';
import { type Consent, textVersion } from './consent.ts';
import { consentsPath } from './paths.ts';

type T = Translator<PortalKey>;

/** All consents; `done` is the id of one that has just been decided. */
export function consentsSheet(
  t: T,
  acting: Acting,
  consents: readonly Consent[],
  done: string | undefined,
): Sheet {
  const name = fullName(acting);
  const canDecide = mayAct(acting, 'registry', 'consent');
  const decided = consents.find(({ id }) => id === done);
  return {
    section: 'consents',
    title: t('consent.title', { name: acting.givenName }),
    heading: t('consent.title', { name }),
    blocks: [
      ...when(decided?.decision !== undefined, {
        kind: 'notice',
        tone: 'info',
        text: decided
          ? t('consent.done', { name: `${nameOf(t, decided)}. ${stateOf(t, decided)}` })
          : '',
      }),
      { kind: 'lead', text: t('consent.lead', { name }) },
      ...when(!canDecide, { kind: 'notice', tone: 'info', text: t('consent.no_power', { name }) }),
      { kind: 'items', items: consents.map((one) => itemOf(t, acting, one, canDecide)) },
    ],
  };
}

/** The text in force and the choice; `trouble` says why the last one was not taken. */
export function decideSheet(
  t: T,
  acting: Acting,
  consent: Consent,
  trouble?: PortalKey,
  sentence?: string,
): Sheet {
  const error = sentence ?? (trouble && t(trouble));
  const isMissing = trouble === 'consent.decide.missing';
  const title = nameOf(t, consent);
  return {
    section: 'consents',
    title,
    heading: headingOf(t, consent),
    errors: error === undefined ? [] : [{ text: error, field: isMissing ? 'scelta' : undefined }],
    blocks: [
      { kind: 'lead', text: plainOf(t, acting, consent) },
      { kind: 'text', text: stateOf(t, consent) },
      { kind: 'heading', text: t('consent.decide.text') },
      { kind: 'quote', text: consent.text, isItalian: t.language !== 'it' },
      {
        kind: 'text',
        text: t('consent.decide.version', { version: textVersion(consent.textUri) }),
      },
      {
        kind: 'form',
        method: 'post',
        action: `${consentsPath(acting.id)}/${consent.id}`,
        hidden: { versione: consent.version, testo: consent.textUri },
        fields: [
          {
            type: 'radios',
            name: 'scelta',
            legend: t('consent.decide.choose', { name: fullName(acting) }),
            options: [
              { value: 'permit', label: t('consent.decide.permit') },
              { value: 'deny', label: t('consent.decide.deny') },
            ],
            value: undefined,
            error: isMissing ? error : undefined,
          },
        ],
        submit: t('consent.decide.submit'),
        back: { href: consentsPath(acting.id), label: t('sheet.cancel') },
      },
      { kind: 'text', text: t('consent.decide.note') },
    ],
  };
}

/** Every decision, newest first: when, what, who, on which text. */
export function historySheet(
  t: T,
  acting: Acting,
  consent: Consent,
  history: readonly Consent[],
): Sheet {
  const decisions = history.filter(({ decision }) => decision !== undefined);
  return {
    section: 'consents',
    title: t('consent.history.title', { consent: nameOf(t, consent) }),
    back: { href: consentsPath(acting.id), label: t('consent.back') },
    blocks: [
      ...when(decisions.length === 0, { kind: 'lead', text: t('consent.history.empty') }),
      ...when(decisions.length > 0, {
        kind: 'items',
        items: decisions.map((one) => ({
          title: stateOf(t, { ...one, status: 'active' }),
          lines: [
            t('consent.history.line', {
              name: one.decidedBy ?? fullName(acting),
              version: textVersion(one.decidedText ?? ''),
            }),
          ],
        })),
      }),
    ],
  };
}

function itemOf(t: T, acting: Acting, one: Consent, canDecide: boolean): Item {
  const of = nameOf(t, one);
  const path = `${consentsPath(acting.id)}/${one.id}`;
  return {
    title: headingOf(t, one),
    lines: [
      plainOf(t, acting, one),
      stateOf(t, one),
      ...(one.decidedBy === undefined ? [] : [t('consent.by', { name: one.decidedBy })]),
    ],
    links: [
      ...(canDecide ? [{ href: path, label: t('consent.change'), of }] : []),
      { href: `${path}/storia`, label: t('consent.history'), of },
    ],
  };
}

function nameOf(t: T, { purpose, name }: Consent): string {
  return purpose === undefined ? name : t(`consent.${purpose}`);
}

function headingOf(t: T, consent: Consent): Words {
  return consent.purpose === undefined ? italian(t, consent.name) : nameOf(t, consent);
}

function plainOf(t: T, acting: Acting, { purpose, name }: Consent): Words {
  return purpose === undefined
    ? italian(t, name)
    : t(`consent.${purpose}.plain`, { name: fullName(acting) });
}

function stateOf(t: T, { status, decision, decidedAt }: Consent): string {
  if (status === 'inactive') return t('consent.state.inactive');
  if (decision === undefined || decidedAt === undefined) return t('consent.state.proposed');
  return t(`consent.state.${decision}`, { day: formatDay(t.language, decidedAt) });
}
