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
    const stored = { ...note, place: await freePlace(notes, note) };
    try {
      await notes.insert(stored);
      return stored;
    } catch (error) {
      if (!isTaken(error)) throw error;
    }
  }
}

/**
 * A place for a note, open ones and private ones apart: otherwise who may not see private notes
 * would learn of them from the limit. @throws ApiError NOT_PROCESSABLE there is none
 */
async function freePlace(
  notes: NoteStores['notes'],
  { fiscalCode, isPrivate }: Pick<StoredNote, 'fiscalCode' | 'isPrivate'>,
): Promise<string> {
  const taken = new Set((await notes.find({ fiscalCode })).map(({ place }) => place));
  for (let n = 0; n < NOTES_PER_PERSON; n += 1) {
    const place = `${fiscalCode}#${isPrivate ? 'p' : ''}${n}`;
    if (!taken.has(place)) return place;
  }
  throw new ApiError('NOT_PROCESSABLE', { field: 'DocumentReference', detail: 'too many notes' });
}

/** Whether another note took the place in between. */
function isTaken(error: unknown): boolean {
  return error instanceof ConflictError && error.field === 'place';
}

/** What becomes of a note; told whether its text becomes another. Pure. */
export type NoteChange = (current: StoredNote, isNewText: boolean) => StoredNote;

/**
 * Changes a note and its text, isolated; `isPrivate` is what the change makes of it.
 * @throws what `change` throws · NotFoundError it was deleted meanwhile · ApiError NOT_PROCESSABLE no place
 */
export async function changeNote(
  stores: NoteStores,
  wanted: {
    readonly note: StoredNote;
    readonly text: string;
    readonly isPrivate: boolean;
    readonly now: number;
  },
  change: NoteChange,
): Promise<StoredNote> {
  for (let known: StoredNote | undefined = wanted.note; known; ) {
    try {
      return await tryChange(stores, { ...wanted, note: known }, change);
    } catch (error) {
      if (!(error instanceof NoteMoved) && !isTaken(error)) throw error;
      known = await stores.notes.get(known.id);
    }
  }
  throw new NotFoundError('notes: no such id');
}

async function tryChange(
  { notes, ...stores }: NoteStores,
  { note, text, isPrivate, now }: Parameters<typeof changeNote>[1],
  change: NoteChange,
): Promise<StoredNote> {
  const isSame = (await stores.noteTexts.get(note.textId))?.text === text;
  const place =
    isPrivate === note.isPrivate ? note.place : await freePlace(notes, { ...note, isPrivate });
  const draft = isSame ? undefined : { ...draftOf(note.id, text, now), replaces: note.textId };
  if (draft) await stores.noteTexts.insert(draft);
  try {
    return await notes.update(note.id, (current) => {
      if (current.textId !== note.textId || current.place !== note.place) throw new NoteMoved();
      const changed = change(current, draft !== undefined);
      return changed === current
        ? current
        : { ...changed, place, textId: draft?.id ?? note.textId };
    });
  } finally {
    if (draft) await settleText({ notes, ...stores }, draft);
  }
}

/** Somebody else changed text or mark since it was read. */
class NoteMoved extends Error {}

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
