/** A sworn statement: which, what it says, the answers, the check before it is signed. Pure. @source ux 1.14; WCAG 3.3.4 */
import type { Translator } from '../../web/catalog.ts';
import type { PortalKey } from '../portal-pages.ts';
import type { Refusal } from '../service-answer.ts';
import { type Acting, type PersonName, fullName } from '../session.ts';
import { type Field, type Sheet, italian, when } from '../sheet/blocks.ts';
import { formatDay } from '../sheet/day.ts';
import { pinNote } from '../sheet/pin-note.ts';
import { refusalText } from '../sheet/refused.ts';
import type { Typed } from '../drafts.ts';
import { FACT, factErrors } from './answers.ts';
import { validityText } from './declaration-view.ts';
import type { SwornText } from './exemption.ts';
import { declarePath, exemptionsPath, textPath } from './paths.ts';

type T = Translator<PortalKey>;

const OWN = {
  'already-active': 'declaration.error.already-active',
} as const satisfies Record<string, PortalKey>;

/** The exemptions that may be declared today; `isGone` says that the wanted one is not among them. */
export function chooseSheet(
  t: T,
  acting: Acting,
  texts: readonly SwornText[],
  isGone: boolean,
): Sheet {
  return {
    section: 'exemptions',
    title: t('declaration.choose.title'),
    back: { href: exemptionsPath(acting.id), label: t('exemption.back') },
    errors: isGone ? [{ text: t('declaration.choose.gone') }] : [],
    status: isGone ? 409 : 200,
    blocks: [
      ...when(texts.length > 0, {
        kind: 'lead',
        text: t('declaration.choose.lead', { name: fullName(acting) }),
      }),
      ...when(texts.length === 0, { kind: 'lead', text: t('declaration.choose.empty') }),
      ...when(texts.length > 0, {
        kind: 'items',
        items: texts.map((text) => ({
          title: italian(t, text.title),
          lines: [
            t('declaration.choose.from', {
              from: formatDay(t.language, text.validFrom),
              until: formatDay(t.language, text.validUntil),
            }),
          ],
          links: [
            {
              href: textPath(acting.id, text),
              label: t('declaration.choose.go'),
              of: `${text.title}, ${validityText(t, text)}`,
            },
          ],
        })),
      }),
    ],
  };
}

/** The text in full, and the form that answers it. */
export function fillSheet(
  t: T,
  acting: Acting,
  text: SwornText,
  state: {
    readonly typed?: Typed | undefined;
    readonly showsErrors?: boolean;
    readonly isNew?: boolean;
  },
): Sheet {
  const { typed = {}, showsErrors = false, isNew = false } = state;
  const errors = showsErrors ? factErrors(text, typed) : {};
  const errorOf = (name: string): string | undefined => {
    const key = errors[name];
    return key && t(key);
  };
  const facts = text.facts.map(
    ({ name, label }): Field => ({
      type: 'radios',
      name: `${FACT}${name}`,
      legend: label,
      options: [
        { value: 'si', label: t('sheet.yes') },
        { value: 'no', label: t('sheet.no') },
      ],
      value: typed[`${FACT}${name}`],
      error: errorOf(`${FACT}${name}`),
    }),
  );
  return {
    section: 'exemptions',
    title: t('declaration.fill.title'),
    back: { href: declarePath(acting.id), label: t('declaration.fill.other') },
    errors: Object.entries(errors).map(([field, key]) => ({ field, text: t(key) })),
    blocks: [
      ...when(isNew, { kind: 'notice', tone: 'warning', text: t('declaration.fill.changed') }),
      { kind: 'notice', tone: 'warning', text: t('declaration.fill.lead') },
      { kind: 'heading', text: t('declaration.fill.text') },
      { kind: 'quote', text: text.text, isItalian: t.language !== 'it' },
      { kind: 'text', text: t('declaration.fill.version', { version: text.version }) },
      { kind: 'heading', text: t('declaration.fill.facts') },
      {
        kind: 'form',
        method: 'post',
        action: textPath(acting.id, text),
        hidden: { impronta: text.sha256 },
        fields: [
          ...facts,
          {
            type: 'checkbox',
            name: 'vero',
            label: t('declaration.fill.agree'),
            isChecked: typed['vero'] === '1',
            error: errorOf('vero'),
          },
        ],
        submit: t('declaration.fill.next'),
        back: { href: exemptionsPath(acting.id), label: t('sheet.cancel') },
      },
    ],
  };
}

/** "Vuole firmare?": everything once more, then the PIN. `typed` holds the key that makes it act once. */
export function checkSheet(
  t: T,
  acting: Acting,
  text: SwornText,
  {
    typed,
    signer,
    refusal,
  }: { readonly typed: Typed; readonly signer: PersonName; readonly refusal?: Refusal },
): Sheet {
  const path = textPath(acting.id, text);
  return {
    section: 'exemptions',
    title: t('declaration.check.title'),
    errors: refusal ? [{ text: refusalText(t, refusal, OWN) }] : [],
    blocks: [
      { kind: 'lead', text: t('declaration.check.lead') },
      {
        kind: 'rows',
        rows: [
          { label: t('declaration.row.who'), value: fullName(signer) },
          { label: t('declaration.row.for'), value: fullName(acting) },
          { label: t('declaration.row.exemption'), value: italian(t, text.title) },
          { label: t('declaration.row.validity'), value: validityText(t, text) },
          { label: t('declaration.row.version'), value: text.version },
          ...text.facts.map(({ label }) => ({ label, value: t('sheet.yes') })),
        ],
      },
      { kind: 'quote', text: text.text, isItalian: t.language !== 'it' },
      { kind: 'notice', tone: 'warning', text: t('declaration.fill.lead') },
      pinNote(t, typed['ancora'] === '1'),
      {
        kind: 'form',
        method: 'post',
        action: `${path}/conferma`,
        hidden: typed,
        fields: [],
        submit: t('declaration.check.sign'),
        back: { href: `${path}?correggi=1`, label: t('sheet.edit') },
      },
    ],
  };
}
