/** One signed declaration: what it says, its receipt, the way to withdraw it. Pure. @source ux 1.14 */
import type { Translator } from '../../web/catalog.ts';
import type { PortalKey } from '../portal-pages.ts';
import { mayAct } from '../sections.ts';
import { type Acting, fullName } from '../session.ts';
import { type Sheet, when } from '../sheet/blocks.ts';
import { formatDay } from '../sheet/day.ts';
import type { Declaration } from './exemption.ts';
import { declarationPath, exemptionsPath } from './paths.ts';

type T = Translator<PortalKey>;

/** What has just been done, as the address says it. */
export const DONE = ['firmata', 'ritirata'] as const;
export type DoneWord = (typeof DONE)[number];

/** One declaration, with its receipt and the way to withdraw it. */
export function declarationSheet(
  t: T,
  acting: Acting,
  one: Declaration,
  { done, today }: { readonly done?: DoneWord | undefined; readonly today: string },
): Sheet {
  const path = declarationPath(acting.id, one.id);
  const { revocation } = one;
  const isOver = revocation !== undefined || one.validUntil < today;
  const canWithdraw = !isOver && mayAct(acting, 'exemption', 'declare');
  const title = t('declaration.one.title', { code: one.code });
  return {
    section: 'exemptions',
    title,
    back: { href: exemptionsPath(acting.id), label: t('exemption.back') },
    blocks: [
      ...when(done === 'firmata' && !revocation, {
        kind: 'notice',
        tone: 'info',
        text: t('declaration.one.done', { name: fullName(acting), code: one.code }),
      }),
      ...when(done === 'ritirata' && revocation !== undefined, {
        kind: 'notice',
        tone: 'info',
        text: t('declaration.one.undone'),
      }),
      { kind: 'rows', rows: rowsOf(t, acting, one) },
      ...when(done === 'firmata', { kind: 'text', text: t('declaration.one.receipt_note') }),
      {
        kind: 'links',
        isPrimary: true,
        links: [
          { href: `${path}/ricevuta`, label: t('declaration.one.receipt') },
          ...(canWithdraw
            ? [{ href: `${path}/ritira`, label: t('declaration.one.withdraw') }]
            : []),
        ],
      },
    ],
  };
}

/** What a declaration says of itself. */
export function rowsOf(
  t: T,
  acting: Acting,
  one: Declaration,
): { readonly label: string; readonly value: string }[] {
  const row = (label: PortalKey, value: string): { label: string; value: string } => ({
    label: t(label),
    value,
  });
  return [
    row('declaration.row.exemption', one.code),
    row('declaration.row.for', fullName(acting)),
    row('declaration.row.who', one.declarant),
    row('declaration.row.signed', formatDay(t.language, one.declaredAt)),
    row('declaration.row.validity', validityText(t, one)),
    row('declaration.row.version', one.version),
    ...(one.revocation
      ? [
          row('declaration.row.withdrawn', formatDay(t.language, one.revocation.revokedAt)),
          row('declaration.row.no_longer', formatDay(t.language, one.revocation.from)),
        ]
      : []),
  ];
}

/** "da oggi fino a ...", with both days. */
export function validityText(
  t: T,
  { validFrom, validUntil }: Pick<Declaration, 'validFrom' | 'validUntil'>,
): string {
  return t('declaration.row.from_until', {
    from: formatDay(t.language, validFrom),
    until: formatDay(t.language, validUntil),
  });
}
