/** What exemptions somebody has, which declarations were signed, and one of them. Pure. @source ux 1.14 */
import type { Translator } from '../../web/catalog.ts';
import type { JsonPage } from '../json-page.ts';
import type { PortalKey } from '../portal-pages.ts';
import { mayAct } from '../sections.ts';
import { type Acting, fullName } from '../session.ts';
import { type Block, type Item, type Sheet, italian, when } from '../sheet/blocks.ts';
import { civilDate, formatDay } from '../sheet/day.ts';
import type { Declaration, Exemption } from './exemption.ts';
import { declarationPath, declarePath, exemptionsPath } from './paths.ts';

type T = Translator<PortalKey>;

/** What has just been done, as the address says it. */
export const DONE = ['firmata', 'ritirata'] as const;
export type DoneWord = (typeof DONE)[number];

/** The list; `declarations` is undefined for who may not see them. */
export function listSheet(
  t: T,
  acting: Acting,
  {
    exemptions,
    declarations,
    now,
  }: {
    readonly exemptions: readonly Exemption[];
    readonly declarations: JsonPage<Declaration> | undefined;
    readonly now: number;
  },
): Sheet {
  const active = exemptions.filter(({ isActive }) => isActive);
  const ended = exemptions.filter(({ isActive }) => !isActive);
  const canDeclare = mayAct(acting, 'exemption', 'declare');
  const reason = acting.basis === 'mandate' ? 'exemption.mandate' : 'exemption.no_power';
  return {
    section: 'exemptions',
    title: t('exemption.title', { name: acting.givenName }),
    heading: t('exemption.title', { name: fullName(acting) }),
    blocks: [
      { kind: 'lead', text: t('exemption.lead') },
      ...when(active.length === 0, { kind: 'text', text: t('exemption.empty') }),
      ...group(
        t,
        'exemption.active',
        active.map((one) => exemptionItem(t, one, now)),
      ),
      canDeclare
        ? {
            kind: 'links',
            links: [{ href: declarePath(acting.id), label: t('exemption.declare') }],
            isPrimary: true,
          }
        : { kind: 'notice', tone: 'info', text: t(reason, { name: fullName(acting) }) },
      ...group(
        t,
        'exemption.ended',
        ended.map((one) => exemptionItem(t, one, now)),
      ),
      ...group(
        t,
        'declaration.list',
        (declarations?.items ?? []).map((one) => declarationItem(t, acting.id, one)),
      ),
      ...when(declarations?.next !== undefined, {
        kind: 'links',
        links: [
          {
            href: `${exemptionsPath(acting.id)}?cursor=${encodeURIComponent(declarations?.next ?? '')}`,
            label: t('declaration.older'),
          },
        ],
      }),
    ],
  };
}

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

function group(t: T, heading: PortalKey, items: readonly Item[]): Block[] {
  return when(items.length > 0, { kind: 'heading', text: t(heading) }, { kind: 'items', items });
}

function exemptionItem(t: T, one: Exemption, now: number): Item {
  const until = one.until === undefined ? undefined : formatDay(t.language, one.until);
  const isToCome = civilDate(one.from) > civilDate(now);
  const lines = one.isActive
    ? [
        ...(isToCome ? [t('exemption.from', { day: formatDay(t.language, one.from) })] : []),
        until === undefined ? t('exemption.forever') : t('exemption.until', { day: until }),
      ]
    : [t('exemption.ended_on', { day: until ?? formatDay(t.language, one.from) })];
  return { title: italian(t, t('exemption.item', { code: one.code, name: one.name })), lines };
}

function declarationItem(t: T, person: string, one: Declaration): Item {
  return {
    title: t('declaration.item', { code: one.code }),
    href: declarationPath(person, one.id),
    badge: one.revocation ? t('declaration.withdrawn') : undefined,
    lines: [
      t('declaration.signed', { day: formatDay(t.language, one.declaredAt) }),
      validityText(t, one),
    ],
  };
}
