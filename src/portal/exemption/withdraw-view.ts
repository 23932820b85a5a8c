/** A signed declaration is withdrawn: reason and day, then the check. Pure. @source issue 4; WCAG 3.3.4 */
import { REASON_LENGTH } from '../../../config/limits.ts';
import type { Translator } from '../../web/catalog.ts';
import type { Typed } from '../drafts.ts';
import { dayOf } from '../list-query.ts';
import type { PortalKey } from '../portal-pages.ts';
import type { Refusal } from '../service-answer.ts';
import type { Acting } from '../session.ts';
import type { Sheet } from '../sheet/blocks.ts';
import { formatDay } from '../sheet/day.ts';
import { pinNote } from '../sheet/pin-note.ts';
import { refusalText } from '../sheet/refused.ts';
import { rowsOf } from './declaration-view.ts';
import type { Declaration } from './exemption.ts';
import { declarationPath } from './paths.ts';

type T = Translator<PortalKey>;

const OWN = {
  'not-revocable': 'declaration.error.not-revocable',
} as const satisfies Record<string, PortalKey>;

/** What was typed. */
export function typedWithdrawal(form: ReadonlyMap<string, string>): Typed {
  return { motivo: (form.get('motivo') ?? '').trim(), dal: form.get('dal') ?? '' };
}

/** What is wrong, by field. */
export function withdrawalErrors(typed: Typed): Readonly<Record<string, PortalKey>> {
  const { motivo: reason = '', dal: from = '' } = typed as { motivo?: string; dal?: string };
  const reasonError =
    reason === ''
      ? 'declaration.error.reason'
      : reason.length > REASON_LENGTH
        ? 'declaration.error.reason_long'
        : undefined;
  return {
    ...(reasonError === undefined ? {} : { motivo: reasonError }),
    ...(dayOf(from) !== undefined ? {} : { dal: 'declaration.error.from' }),
  };
}

/** Reason and day. */
export function withdrawSheet(
  t: T,
  acting: Acting,
  one: Declaration,
  { typed, showsErrors = false }: { readonly typed: Typed; readonly showsErrors?: boolean },
): Sheet {
  const path = declarationPath(acting.id, one.id);
  const errors = showsErrors ? withdrawalErrors(typed) : {};
  const errorOf = (name: string): string | undefined => {
    const key = errors[name];
    return key && t(key);
  };
  return {
    section: 'exemptions',
    title: t('declaration.withdraw.title'),
    errors: Object.entries(errors).map(([field, key]) => ({ field, text: t(key) })),
    blocks: [
      { kind: 'lead', text: t('declaration.withdraw.lead') },
      { kind: 'rows', rows: rowsOf(t, acting, one) },
      {
        kind: 'form',
        method: 'post',
        action: `${path}/ritira`,
        hidden: {},
        fields: [
          {
            type: 'text',
            name: 'motivo',
            label: t('declaration.withdraw.reason'),
            hint: t('declaration.withdraw.reason_hint'),
            value: typed['motivo'] ?? '',
            error: errorOf('motivo'),
          },
          {
            type: 'date',
            name: 'dal',
            label: t('declaration.withdraw.from'),
            value: typed['dal'] ?? '',
            error: errorOf('dal'),
          },
        ],
        submit: t('declaration.withdraw.next'),
        back: { href: path, label: t('declaration.withdraw.keep') },
      },
    ],
  };
}

/** "Vuole ritirare la dichiarazione?", then the PIN. */
export function withdrawCheckSheet(
  t: T,
  acting: Acting,
  one: Declaration,
  { typed, refusal }: { readonly typed: Typed; readonly refusal?: Refusal },
): Sheet {
  const path = declarationPath(acting.id, one.id);
  return {
    section: 'exemptions',
    title: t('declaration.withdraw.check'),
    errors: refusal ? [{ text: refusalText(t, refusal, OWN) }] : [],
    blocks: [
      {
        kind: 'rows',
        rows: [
          ...rowsOf(t, acting, one),
          { label: t('declaration.row.reason'), value: typed['motivo'] ?? '' },
          {
            label: t('declaration.row.no_longer'),
            value: formatDay(t.language, typed['dal'] ?? ''),
          },
        ],
      },
      pinNote(t, typed['ancora'] === '1'),
      {
        kind: 'form',
        method: 'post',
        action: `${path}/ritira/conferma`,
        hidden: typed,
        fields: [],
        submit: t('declaration.withdraw.submit'),
        back: { href: `${path}/ritira?correggi=1`, label: t('sheet.edit') },
      },
    ],
  };
}
