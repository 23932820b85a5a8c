/** Writing notes: create, change, delete, each by whoever sees the note. @source resource-servers 5 */
import { randomUUID } from 'node:crypto';
import { NotFoundError } from '../../storage/collection.ts';
import type { AccessFacts } from '../kit/access-facts.ts';
import { ApiError } from '../kit/errors.ts';
import type { Call, Reply } from '../kit/route.ts';
import { requireVersion, versionHeaders, wantsNoBody } from '../kit/versions.ts';
import { actorOf, isDelegate, itemFacts, personOf, subjectOf } from './callers.ts';
import { isVisible, noteResource } from './note.ts';
import { type NoteForm, readNoteForm } from './note-form.ts';
import { NOTE, type NoteReadOptions, placeOf, seenNote } from './note-reading.ts';
import { addNote, changeNote, removeNote } from './note-store.ts';
import type { StoredNote } from './stored.ts';

/** Writes a new note. @throws ApiError what the form throws · NOT_PROCESSABLE there are too many */
export async function createNote(call: Call, options: NoteReadOptions): Promise<Reply> {
  // Refused, not ignored: an answer that depends on earlier notes would tell a delegate of private ones.
  if (call.header('If-None-Exist') !== undefined)
    throw new ApiError('VALIDATION_ERROR', { field: 'http.If-None-Exist' });
  const form = formOf(call, options);
  const caller = personOf(call);
  const note = await addNote(options.stores, {
    text: form.text,
    note: {
      id: randomUUID(),
      fiscalCode: caller.fiscalCode,
      revision: 1,
      title: form.title,
      date: form.date ?? call.now,
      isPrivate: form.isPrivate,
      author: actorOf(caller),
      createdAt: call.now,
      updatedAt: call.now,
    },
  });
  return written(201, note, form, { call, options, interaction: 'create' });
}

/** Changes a note the caller sees. @throws ApiError RESOURCE_NOT_FOUND · version-changed · what the form throws */
export async function updateNote(call: Call, options: NoteReadOptions): Promise<Reply> {
  const form = formOf(call, options);
  const { id } = call.body as { id?: string }; // the form was an object
  if (id !== call.params['id']) throw new ApiError('VALIDATION_ERROR', { field: 'id' });
  const seen = await seenNote(call, options);
  let before = seen;
  try {
    const note = await changeNote(
      options.stores,
      { note: seen, text: form.text, isPrivate: form.isPrivate, now: call.now },
      (current, isNewText) => {
        before = current; // of the run that counts, which is the last
        if (!isVisible(current, isDelegate(call.caller))) throw new ApiError('RESOURCE_NOT_FOUND');
        requireVersion(call, current.revision);
        return changed(current, form, { isNewText, now: call.now });
      },
    );
    const reply = written(200, note, form, { call, options, interaction: 'update' });
    return { ...reply, facts: { ...reply.facts, ...operationOf(before, note) } };
  } catch (error) {
    throw error instanceof NotFoundError ? new ApiError('RESOURCE_NOT_FOUND') : error;
  }
}

/** A mark alone is logged as hiding is at the health record: the log of who does not see marks leaves it out. */
function operationOf(before: StoredNote, after: StoredNote): Pick<AccessFacts, 'operation'> {
  const isMark = before.revision === after.revision && before.isPrivate !== after.isPrivate;
  return isMark ? { operation: after.isPrivate ? '$hide' : '$unhide' } : {};
}

/** A mark alone makes no new version: who does not see marks must not see that one came or went. */
function changed(
  note: StoredNote,
  { title, date = note.date, isPrivate }: NoteForm,
  { isNewText, now }: { readonly isNewText: boolean; readonly now: number },
): StoredNote {
  const isNew = isNewText || title !== note.title || date !== note.date;
  if (!isNew) return isPrivate === note.isPrivate ? note : { ...note, isPrivate };
  return { ...note, title, date, isPrivate, revision: note.revision + 1, updatedAt: now };
}

/** Deletes a note the caller sees; the second time it is not found. @throws ApiError RESOURCE_NOT_FOUND · version-changed */
export async function deleteNote(call: Call, options: NoteReadOptions): Promise<Reply> {
  await seenNote(call, options);
  await removeNote(options.stores, call.params['id'] ?? '', {
    now: call.now,
    mayGo(note) {
      if (!isVisible(note, isDelegate(call.caller))) throw new ApiError('RESOURCE_NOT_FOUND');
      requireVersion(call, note.revision);
    },
  });
  return { status: 204, body: undefined, facts: itemFacts(call, NOTE, 'delete') };
}

function written(
  status: number,
  note: StoredNote,
  { text }: NoteForm,
  {
    call,
    options,
    interaction,
  }: {
    readonly call: Call;
    readonly options: NoteReadOptions;
    readonly interaction: AccessFacts['interaction'];
  },
): Reply {
  const { id, revision: version } = note;
  return {
    status,
    headers: versionHeaders(options.base, { type: NOTE, id, version }),
    body: wantsNoBody(call) ? undefined : noteResource(note, text, placeOf(call, options)),
    facts: { interaction, itemType: NOTE, itemId: id, ...subjectOf(call) },
  };
}

function formOf(call: Call, { base }: NoteReadOptions): NoteForm {
  const { patientId, fiscalCode } = personOf(call);
  const writer = { base, patientId, fiscalCode, isDelegate: isDelegate(call.caller) };
  return readNoteForm(call.body, writer);
}
