/**
 * The taccuino: what the person, or who acts with `notes`, writes down. A private note is the
 * person's alone: for everybody else it is like one that is not there. @source resource-servers 5; DM art. 5
 */
import { randomUUID } from 'node:crypto';
import { JSON_BODY_BYTES } from '../../../config/limits.ts';
import { NotFoundError } from '../../storage/collection.ts';
import type { AccessFacts } from '../kit/access-facts.ts';
import type { Cursors } from '../kit/cursor.ts';
import { ApiError } from '../kit/errors.ts';
import { cutPage, toBundle } from '../kit/page.ts';
import { matchPatient } from '../kit/patient-match.ts';
import { type Access, EVERY_BASIS } from '../kit/require.ts';
import type { Call, Reply, Route } from '../kit/route.ts';
import { parseSearch } from '../kit/search.ts';
import { etagOf, requireVersion, versionHeaders } from '../kit/versions.ts';
import { actorOf, isDelegate, personOf, subjectOf } from './callers.ts';
import type { RegistryStores } from './collections.ts';
import { isVisible, type NotePlace, noteResource } from './note.ts';
import { type NoteForm, readNoteForm } from './note-form.ts';
import { NOTE_PATIENT_PARAMETERS, noteSearch } from './note-search.ts';
import { addNote, changeNote, removeNote } from './note-store.ts';
import type { StoredNote } from './stored.ts';

export interface NoteOptions {
  readonly base: string;
  readonly issuer: string;
  readonly stores: RegistryStores;
  readonly cursors: Cursors;
}

const acts = { bases: EVERY_BASIS, action: 'notes' } as const;
const READ: readonly Access[] = [{ scope: 'registry:read', acts }];
const WRITE: readonly Access[] = [{ scope: 'registry:write', acts, isWrite: true }];
const LIST = '/DocumentReference';
const ONE = '/DocumentReference/:id';
const JSON_BODY = { kind: 'json', limit: JSON_BODY_BYTES } as const;

/** A note with its text. */
interface Whole {
  readonly note: StoredNote;
  readonly text: string;
}

/** Search, read, create, change, delete. */
export function noteRoutes(options: NoteOptions): Route[] {
  const form = 'fhir' as const;
  const searching = {
    form,
    access: READ,
    handle: (call: Call) => search(call, options),
    failure: (call: Call) => factsOf(call, 'search-type'),
  };
  const writing = { form, access: WRITE } as const;
  return [
    { ...searching, method: 'GET', path: LIST },
    {
      ...searching,
      method: 'POST',
      path: `${LIST}/_search`,
      body: { kind: 'form', limit: JSON_BODY_BYTES },
    },
    {
      form,
      access: READ,
      method: 'GET',
      path: ONE,
      handle: (call) => read(call, options),
      failure: (call) => factsOf(call, 'read'),
    },
    {
      ...writing,
      method: 'POST',
      path: LIST,
      body: JSON_BODY,
      handle: (call) => create(call, options),
      failure: (call) => factsOf(call, 'create'),
    },
    {
      ...writing,
      method: 'PUT',
      path: ONE,
      body: JSON_BODY,
      handle: (call) => update(call, options),
      failure: (call) => factsOf(call, 'update'),
    },
    {
      ...writing,
      method: 'DELETE',
      path: ONE,
      handle: (call) => remove(call, options),
      failure: (call) => factsOf(call, 'delete'),
    },
  ];
}

async function search(call: Call, options: NoteOptions): Promise<Reply> {
  const { base, stores, cursors } = options;
  const caller = personOf(call);
  const definition = noteSearch();
  const parsed = parseSearch(call.query, definition, call.isStrict);
  matchPatient(call.query, NOTE_PATIENT_PARAMETERS, { caller, base });
  const all = await stores.notes.find({ fiscalCode: caller.fiscalCode });
  const seen = all.filter((note) => isVisible(note, isDelegate(caller)));
  const page = await cutPage(seen, { call, cursors, search: parsed, definition });
  // One that was deleted since it was found is left out.
  const texts = await Promise.all(page.shown.map((note) => withText(stores, note)));
  const shown = texts.flatMap((one) => one ?? []);
  const render = ({ note, text }: Whole) => noteResource(note, text, placeOf(call, options));
  return {
    status: 200,
    body: toBundle({ ...page, shown }, { base, type: definition.type, render }),
    facts: { ...factsOf(call, 'search-type'), query: `DocumentReference?${page.self}` },
  };
}

async function read(call: Call, options: NoteOptions): Promise<Reply> {
  const whole = await withText(options.stores, await seenNote(call, options));
  if (!whole) throw new ApiError('RESOURCE_NOT_FOUND');
  return {
    status: 200,
    headers: { ETag: etagOf(whole.note.revision) },
    body: noteResource(whole.note, whole.text, placeOf(call, options)),
    facts: factsOf(call, 'read'),
  };
}

async function create(call: Call, options: NoteOptions): Promise<Reply> {
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

/** @throws ApiError RESOURCE_NOT_FOUND · version-changed · what the form throws */
async function update(call: Call, options: NoteOptions): Promise<Reply> {
  const form = formOf(call, options);
  const { id } = call.body as { id?: string }; // the form was an object
  if (id !== call.params['id']) throw new ApiError('VALIDATION_ERROR', { field: 'id' });
  const seen = await seenNote(call, options);
  try {
    const note = await changeNote(
      options.stores,
      { note: seen, text: form.text, now: call.now },
      (current, isNewText) => {
        if (!isVisible(current, isDelegate(call.caller))) throw new ApiError('RESOURCE_NOT_FOUND');
        requireVersion(call, current.revision);
        return changed(current, form, { isNewText, now: call.now });
      },
    );
    return written(200, note, form, { call, options, interaction: 'update' });
  } catch (error) {
    throw error instanceof NotFoundError ? new ApiError('RESOURCE_NOT_FOUND') : error;
  }
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

async function remove(call: Call, options: NoteOptions): Promise<Reply> {
  await seenNote(call, options);
  await removeNote(options.stores, call.params['id'] ?? '', {
    now: call.now,
    mayGo(note) {
      if (!isVisible(note, isDelegate(call.caller))) throw new ApiError('RESOURCE_NOT_FOUND');
      requireVersion(call, note.revision);
    },
  });
  return { status: 204, body: undefined, facts: factsOf(call, 'delete') };
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
    readonly options: NoteOptions;
    readonly interaction: AccessFacts['interaction'];
  },
): Reply {
  const { id, revision: version } = note;
  return {
    status,
    headers: versionHeaders(options.base, { type: 'DocumentReference', id, version }),
    body: noteResource(note, text, placeOf(call, options)),
    facts: { interaction, itemType: 'DocumentReference', itemId: id, ...subjectOf(call) },
  };
}

/** A note the caller sees. The same work is done for an unknown id and for a private one. @throws ApiError RESOURCE_NOT_FOUND */
async function seenNote(call: Call, { stores }: NoteOptions): Promise<StoredNote> {
  const { fiscalCode } = personOf(call);
  const note = await stores.notes.get(call.params['id'] ?? '');
  const isSeen = note?.fiscalCode === fiscalCode && isVisible(note, isDelegate(call.caller));
  if (!isSeen) throw new ApiError('RESOURCE_NOT_FOUND');
  return note;
}

/** The note with its text; read again when the text was changed in between, undefined when it is gone. */
async function withText(
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

function formOf(call: Call, { base }: NoteOptions): NoteForm {
  const { patientId, fiscalCode } = personOf(call);
  const writer = { base, patientId, fiscalCode, isDelegate: isDelegate(call.caller) };
  return readNoteForm(call.body, writer);
}

function placeOf(call: Call, { issuer }: NoteOptions): NotePlace {
  return { issuer, patientId: personOf(call).patientId };
}

function factsOf(call: Call, interaction: AccessFacts['interaction']): AccessFacts {
  const id = call.params['id'] ?? '';
  const isId = /^[A-Za-z0-9.-]{1,64}$/.test(id);
  return {
    interaction,
    ...(isId ? { itemType: 'DocumentReference', itemId: id } : {}),
    ...subjectOf(call),
  };
}
