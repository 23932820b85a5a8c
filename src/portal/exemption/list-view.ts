/** What exemptions somebody has, and which declarations were signed. Pure. @source ux 1.14 */
import type { Translator } from '../../web/catalog.ts';
import type { JsonPage } from '../json-page.ts';
import type { PortalKey } from '../portal-pages.ts';
import { mayAct } from '../sections.ts';
import { type Acting, fullName } from '../session.ts';
import { type Block, type Item, type Sheet, italian, when } from '../sheet/blocks.ts';
import { civilDate, formatDay } from '../sheet/day.ts';
import { validityText } from './declaration-view.ts';
import type { Declaration, Exemption } from './exemption.ts';
import { declarationPath, declarePath, exemptionsPath } from './paths.ts';

type T = Translator<PortalKey>;

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
