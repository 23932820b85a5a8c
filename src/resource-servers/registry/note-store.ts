/**
 * Writing notes: the text is stored apart and first, as a draft; the note's own record then names
 * it, which alone decides what the text of the note is; then the draft mark and the text before go.
 */
import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { NOTES_PER_PERSON } from '../../../config/limits.ts';
import { ConflictError, NotFoundError, upsert } from '../../storage/collection.ts';
import { ApiError } from '../kit/errors.ts';
import type { RegistryStores } from './collections.ts';
import type { StoredNote, StoredText } from './stored.ts';

export type NoteStores = Pick<RegistryStores, 'notes' | 'noteTexts' | 'deletedNotes'>;

/** A note that is to be stored: its record but for where it stands, and its text. */
export interface NewNote {
  readonly note: Omit<StoredNote, 'place' | 'textId'>;
  readonly text: string;
}

/** Stores a new note. @throws ApiError NOT_PROCESSABLE the person has as many as there may be */
export async function addNote(stores: NoteStores, { note, text }: NewNote): Promise<StoredNote> {
  const draft = draftOf(note.id, text, note.createdAt);
  await stores.noteTexts.insert(draft);
  try {
    return await insertWhereFree(stores, { ...note, textId: draft.id });
  } finally {
    await settleText(stores, draft);
  }
}

async function insertWhereFree(
  { notes }: NoteStores,
  note: Omit<StoredNote, 'place'>,
): Promise<StoredNote> {
  for (;;) {
    const all = await notes.find({ fiscalCode: note.fiscalCode });
    const taken = new Set(all.map(({ place }) => place));
    const places = Array.from({ length: NOTES_PER_PERSON }, (_, n) => `${note.fiscalCode}#${n}`);
    const place = places.find((one) => !taken.has(one));
    if (place === undefined)
      throw new ApiError('NOT_PROCESSABLE', {
        field: 'DocumentReference',
        detail: 'too many notes',
      });
    const stored = { ...note, place };
    try {
      await notes.insert(stored);
      return stored;
    } catch (error) {
      if (!(error instanceof ConflictError) || error.field !== 'place') throw error; // another note took it: look again
    }
  }
}

/** What becomes of a note; told whether its text becomes another. Pure. */
export type NoteChange = (current: StoredNote, isNewText: boolean) => StoredNote;

/**
 * Changes a note and its text, isolated. @throws what `change` throws · NotFoundError it was deleted meanwhile
 */
export async function changeNote(
  stores: NoteStores,
  { note, text, now }: { readonly note: StoredNote; readonly text: string; readonly now: number },
  change: NoteChange,
): Promise<StoredNote> {
  let known = note;
  for (;;) {
    const before = await stores.noteTexts.get(known.textId);
    const draft =
      before?.text === text
        ? undefined
        : { ...draftOf(note.id, text, now), replaces: known.textId };
    if (draft) await stores.noteTexts.insert(draft);
    const seen = known.textId;
    try {
      return await stores.notes.update(note.id, (current) => {
        if (current.textId !== seen) throw new TextMoved(current);
        const changed = change(current, draft !== undefined);
        return draft ? { ...changed, textId: draft.id } : changed;
      });
    } catch (error) {
      if (!(error instanceof TextMoved)) throw error;
      known = error.note;
    } finally {
      if (draft) await settleText(stores, draft);
    }
  }
}

/** Somebody else changed the text since it was read. */
class TextMoved extends Error {
  readonly note: StoredNote;
  constructor(note: StoredNote) {
    super('the text was changed');
    this.note = note;
  }
}

/**
 * Removes a note for ever; that it was there is kept for the access log alone. `mayGo` is asked of
 * the note as it is. @throws ApiError RESOURCE_NOT_FOUND · what `mayGo` throws
 */
export async function removeNote(
  stores: NoteStores,
  id: string,
  { now, mayGo }: { readonly now: number; readonly mayGo: (note: StoredNote) => void },
): Promise<void> {
  const { notes, noteTexts, deletedNotes } = stores;
  for (let isAgain = false; ; isAgain = true) {
    const note = await notes.get(id);
    if (!note && isAgain) return;
    if (!note) throw new ApiError('RESOURCE_NOT_FOUND');
    mayGo(note);
    const { fiscalCode, isPrivate } = note;
    const remembered = { id, fiscalCode, isPrivate, deletedAt: now };
    await upsert(
      deletedNotes,
      id,
      () => remembered,
      () => remembered,
    );
    const text = await marked(noteTexts, note.textId, now);
    // as it was judged and remembered, or it is looked at again
    await notes.delete(id, (current) => isDeepStrictEqual(current, note));
    if (text) await settleText(stores, text);
  }
}

/** Ends a draft: it is the note's text, or nobody's. */
export async function settleText(
  { notes, noteTexts }: NoteStores,
  draft: StoredText,
): Promise<void> {
  const note = await notes.get(draft.noteId);
  if (note?.textId !== draft.id) {
    await noteTexts.delete(draft.id);
    return;
  }
  if (draft.replaces !== undefined) await noteTexts.delete(draft.replaces);
  await unlessGone(noteTexts.update(draft.id, ({ id, noteId, text }) => ({ id, noteId, text })));
}

/** Marks a text as a draft again, so that a crash does not leave it behind. */
function marked(
  texts: NoteStores['noteTexts'],
  id: string,
  now: number,
): Promise<StoredText | undefined> {
  return unlessGone(texts.update(id, (text) => ({ ...text, draftSince: now })));
}

async function unlessGone<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

function draftOf(noteId: string, text: string, now: number): StoredText {
  return { id: randomUUID(), noteId, text, draftSince: now };
}
