/** What was typed of a note, and what is wrong with it. Pure. */
import { NOTE_TITLE_LENGTH, PORTAL_NOTE_CHARS } from '../../../config/limits.ts';
import type { PortalKey } from '../portal-pages.ts';
import type { NoteWords } from './note.ts';

/** What was typed of a note. Line ends as the browser sends them become plain ones. */
export function typedNote(form: ReadonlyMap<string, string>): NoteWords {
  return {
    title: (form.get('titolo') ?? '').trim(),
    text: (form.get('testo') ?? '').replaceAll('\r\n', '\n').trim(),
    isPrivate: form.get('privata') === '1',
  };
}

/** What is wrong, by field. */
export function noteErrors({ title, text }: NoteWords): Readonly<Record<string, PortalKey>> {
  const errorOf = (
    words: string,
    most: number,
    name: 'subject' | 'text',
  ): PortalKey | undefined => {
    if (words === '') return `note.error.${name}`;
    return words.length > most ? `note.error.${name}_long` : undefined;
  };
  const titolo = errorOf(title, NOTE_TITLE_LENGTH, 'subject');
  const testo = errorOf(text, PORTAL_NOTE_CHARS, 'text');
  return { ...(titolo && { titolo }), ...(testo && { testo }) };
}
