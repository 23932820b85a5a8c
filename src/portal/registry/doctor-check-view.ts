/** The checks before a doctor is chosen or left. Pure. @source ux 1.14; WCAG 3.3.4 */
import type { Translator } from '../../web/catalog.ts';
import type { PortalKey } from '../portal-pages.ts';
import type { Refusal } from '../service-answer.ts';
import { type Acting, fullName } from '../session.ts';
import { type Block, type Sheet, type Words, italian, joined } from '../sheet/blocks.ts';
import { pinNote } from '../sheet/pin-note.ts';
import { refusalText } from '../sheet/refused.ts';
import type { Choice, Doctor } from './doctor.ts';
import { doctorPath, findPath } from './paths.ts';

type T = Translator<PortalKey>;

const OWN = {
  'doctor-full': 'doctor.error.doctor-full',
  'one-change-a-day': 'doctor.error.one-change-a-day',
  'current-changed': 'doctor.error.current-changed',
  'wrong-district': 'doctor.why.wrong-district',
  'wrong-age': 'doctor.why.wrong-age',
  'desk-only': 'doctor.why.desk-only',
  'same-association': 'doctor.why.same-association',
} as const satisfies Record<string, PortalKey>;

/** What the check carries on, and why the last press was refused. */
export interface CheckState {
  readonly current: Choice | undefined;
  /** Makes the change once. */
  readonly key: string;
  readonly refusal?: Refusal | undefined;
  /** The browser comes back from the PIN. */
  readonly isBack?: boolean;
}

/** "Vuole passare a ...?" */
export function chooseSheet(
  t: T,
  acting: Acting,
  doctor: Doctor,
  { current, key, refusal, isBack = false }: CheckState,
): Sheet {
  const name = fullName(acting);
  const row = (label: PortalKey, value: Words): { label: string; value: Words }[] =>
    String(value) === '' ? [] : [{ label: t(label), value }];
  const note = current
    ? t('doctor.confirm.note', { name, old: current.name })
    : t('doctor.confirm.note_first', { name });
  return {
    section: 'doctor',
    title: t('doctor.confirm.title', { doctor: doctor.name }),
    errors: errorsOf(t, doctor, refusal),
    blocks: [
      { kind: 'lead', text: note },
      {
        kind: 'rows',
        rows: [
          ...row('doctor.row.patient', name),
          ...row('doctor.row.old', italian(t, current?.name ?? '')),
          ...row('doctor.row.new', italian(t, doctor.name)),
          ...row('doctor.row.kind', t(`doctor.kind.${doctor.kind}`)),
          ...row('doctor.row.city', joined([doctor.city, italian(t, doctor.district)])),
          ...row('doctor.row.hours', italian(t, doctor.hours)),
        ],
      },
      ...(canTry(doctor, refusal)
        ? confirmBlocks(t, acting, isBack, {
            action: `${doctorPath(acting.id)}/scegli/${doctor.id}`,
            hidden: { chiave: key, attuale: current?.doctorId ?? '', nome: doctor.name },
            submit: t(current ? 'doctor.confirm.submit' : 'doctor.confirm.submit_first'),
          })
        : otherDoctor(t, acting)),
    ],
  };
}

/** "Vuole lasciare ...?" */
export function leaveSheet(
  t: T,
  acting: Acting,
  current: Choice,
  { key, refusal, isBack = false }: Omit<CheckState, 'current'>,
): Sheet {
  const name = fullName(acting);
  return {
    section: 'doctor',
    title: t('doctor.leave.title', { doctor: current.name }),
    errors: refusal ? [{ text: refusalText(t, refusal, OWN) }] : [],
    blocks: [
      { kind: 'lead', text: t('doctor.leave.note', { name }) },
      {
        kind: 'rows',
        rows: [
          { label: t('doctor.row.patient'), value: name },
          { label: t('doctor.row.old'), value: italian(t, current.name) },
        ],
      },
      ...confirmBlocks(t, acting, isBack, {
        action: `${doctorPath(acting.id)}/lascia`,
        hidden: { chiave: key, attuale: current.doctorId },
        submit: t('doctor.leave.submit'),
      }),
    ],
  };
}

/** A refusal that another press would not change. */
function canTry({ whyNot }: Doctor, refusal: Refusal | undefined): boolean {
  if (refusal === undefined) return whyNot === undefined;
  return refusal.code === 'current-changed' || !(refusal.code in OWN);
}

function errorsOf(t: T, { whyNot }: Doctor, refusal: Refusal | undefined): { text: string }[] {
  if (refusal) return [{ text: refusalText(t, refusal, OWN) }];
  return whyNot === undefined ? [] : [{ text: t(`doctor.why.${whyNot}`) }];
}

function confirmBlocks(
  t: T,
  acting: Acting,
  isBack: boolean,
  form: {
    readonly action: string;
    readonly hidden: Record<string, string>;
    readonly submit: string;
  },
): Block[] {
  return [
    pinNote(t, isBack),
    {
      kind: 'form',
      method: 'post',
      fields: [],
      back: { href: doctorPath(acting.id), label: t('sheet.cancel') },
      ...form,
    },
  ];
}

function otherDoctor(t: T, acting: Acting): Block[] {
  const link = { href: findPath(acting.id), label: t('doctor.find.again') };
  return [{ kind: 'links', links: [link], isPrimary: true }];
}
