/** The taccuino: list, form, the check before a note goes. Pure. @source issue 4; DM art. 5 */
import type { Translator } from '../../web/catalog.ts';
import type { PortalKey } from '../portal-pages.ts';
import { type Acting, fullName } from '../session.ts';
import { type Item, type Sheet, when } from '../sheet/blocks.ts';
import { formatDay } from '../sheet/day.ts';
import type { Note, NotePage, NoteWords } from './note.ts';
import { notebookPath } from './paths.ts';

type T = Translator<PortalKey>;

/** What has just been done, as the address says it. */
export const DONE = ['salvata', 'eliminata'] as const;
export type DoneWord = (typeof DONE)[number];

/** All notes that this reader sees, the newest first. */
export function notebookSheet(
  t: T,
  acting: Acting,
  { total, notes, next }: NotePage,
  { isFirst, done }: { readonly isFirst: boolean; readonly done?: DoneWord | undefined },
): Sheet {
  const name = fullName(acting);
  const path = notebookPath(acting.id);
  const doneText = done === 'salvata' ? t('note.saved') : t('note.removed');
  return {
    section: 'notebook',
    title: t('note.title', { name: acting.givenName }),
    heading: t('note.title', { name }),
    blocks: [
      ...when(done !== undefined, { kind: 'notice', tone: 'info', text: doneText }),
      { kind: 'lead', text: t('note.lead', { name }) },
      {
        kind: 'links',
        links: [{ href: `${path}/nuova`, label: t('note.new') }],
        isPrimary: true,
      },
      total === 0
        ? { kind: 'text', text: t('note.empty') }
        : { kind: 'text', text: t('note.count', { n: total }) },
      ...when(!isFirst, { kind: 'links', links: [{ href: path, label: t('note.newest') }] }),
      ...when(notes.length > 0, {
        kind: 'items',
        items: notes.map((note) => itemOf(t, path, note)),
      }),
      ...when(next !== undefined, {
        kind: 'links',
        links: [
          { href: `${path}?cursor=${encodeURIComponent(next ?? '')}`, label: t('note.older') },
        ],
      }),
    ],
  };
}

/** A new note, or `before` in the version that was seen; `refusal` says why it was not taken. */
export function noteSheet(
  t: T,
  acting: Acting,
  state: {
    readonly words: NoteWords;
    readonly before?: Pick<Note, 'id' | 'version'> | undefined;
    readonly errors?: Readonly<Record<string, PortalKey>>;
    readonly refusal?: string | undefined;
  },
): Sheet {
  const { words, before, errors = {}, refusal } = state;
  const path = notebookPath(acting.id);
  const errorOf = (name: string): string | undefined => {
    const key = errors[name];
    return key && t(key);
  };
  return {
    section: 'notebook',
    title: t(before ? 'note.form.change' : 'note.form.new'),
    errors: [
      ...(refusal === undefined ? [] : [{ text: refusal }]),
      ...Object.entries(errors).map(([field, key]) => ({ field, text: t(key) })),
    ],
    blocks: [
      {
        kind: 'form',
        method: 'post',
        action: before ? `${path}/${before.id}` : `${path}/nuova`,
        hidden: before ? { versione: before.version } : {},
        fields: [
          {
            type: 'text',
            name: 'titolo',
            label: t('note.form.subject'),
            hint: t('note.form.subject_hint'),
            value: words.title,
            error: errorOf('titolo'),
          },
          {
            type: 'textarea',
            name: 'testo',
            label: t('note.form.text'),
            value: words.text,
            error: errorOf('testo'),
          },
          // hiding is the person's own: who acts for somebody would not see the note again
          ...(acting.basis === 'self'
            ? [
                {
                  type: 'checkbox' as const,
                  name: 'privata',
                  label: t('note.form.private'),
                  isChecked: words.isPrivate,
                },
              ]
            : []),
        ],
        submit: t('note.form.save'),
        back: { href: path, label: t('sheet.cancel') },
      },
    ],
  };
}

/** "Vuole eliminare questa nota?" */
export function deleteSheet(t: T, acting: Acting, note: Note, refusal?: string): Sheet {
  const path = notebookPath(acting.id);
  return {
    section: 'notebook',
    title: t('note.delete.title'),
    errors: refusal === undefined ? [] : [{ text: refusal }],
    blocks: [
      { kind: 'lead', text: t('note.delete.lead') },
      { kind: 'heading', text: note.title },
      { kind: 'quote', text: note.text, isItalian: false },
      {
        kind: 'form',
        method: 'post',
        action: `${path}/${note.id}/elimina`,
        hidden: { versione: note.version },
        fields: [],
        submit: t('note.delete.submit'),
        back: { href: path, label: t('note.delete.keep') },
      },
    ],
  };
}

function itemOf(t: T, path: string, note: Note): Item {
  const of = t('note.of', { title: note.title, day: formatDay(t.language, note.date) });
  return {
    title: note.title,
    badge: note.isPrivate ? t('note.private') : undefined,
    lines: [
      formatDay(t.language, note.date),
      ...note.text.split('\n').filter((line) => line.trim() !== ''),
      ...(note.author === undefined ? [] : [t('note.by', { name: note.author })]),
    ],
    links: [
      { href: `${path}/${note.id}`, label: t('note.change'), of },
      { href: `${path}/${note.id}/elimina`, label: t('note.delete'), of },
    ],
  };
}
