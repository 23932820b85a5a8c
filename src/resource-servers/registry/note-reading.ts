/** The one way to notes: those a caller sees, each with its text. */
import { ApiError } from '../kit/errors.ts';
import type { Call } from '../kit/route.ts';
import { isDelegate, personOf } from './callers.ts';
import type { RegistryStores } from './collections.ts';
import { isVisible, type NotePlace } from './note.ts';
import type { StoredNote } from './stored.ts';

/** What notes are on the wire. */
export const NOTE = 'DocumentReference';

export interface NoteReadOptions {
  readonly base: string;
  readonly issuer: string;
  readonly stores: RegistryStores;
}

/** A note with its text. */
export interface Whole {
  readonly note: StoredNote;
  readonly text: string;
}

/** A note the caller sees. The same work is done for an unknown id and for a private one. @throws ApiError RESOURCE_NOT_FOUND */
export async function seenNote(call: Call, { stores }: NoteReadOptions): Promise<StoredNote> {
  const { fiscalCode } = personOf(call);
  const note = await stores.notes.get(call.params['id'] ?? '');
  const isSeen = note?.fiscalCode === fiscalCode && isVisible(note, isDelegate(call.caller));
  if (!isSeen) throw new ApiError('RESOURCE_NOT_FOUND');
  return note;
}

/** The note with its text; read again when the text was changed in between, undefined when it is gone. */
export async function withText(
  { notes, noteTexts }: Pick<RegistryStores, 'notes' | 'noteTexts'>,
  note: StoredNote,
): Promise<Whole | undefined> {
  for (let known: StoredNote | undefined = note; known; ) {
    const found = await noteTexts.get(known.textId);
    if (found) return { note: known, text: found.text };
    const before: string = known.textId;
    known = await notes.get(note.id);
    if (known?.textId === before) return undefined;
  }
  return undefined;
}

/** For whom a note is rendered. */
export function placeOf(call: Call, { issuer }: NoteReadOptions): NotePlace {
  return { issuer, patientId: personOf(call).patientId };
}
