/**
 * The taccuino: what the person, or who acts with `notes`, writes down. A private note is the
 * person's alone: for everybody else it is like one that is not there. @source resource-servers 5; DM art. 5
 */
import { JSON_BODY_BYTES } from '../../../config/limits.ts';
import type { Cursors } from '../kit/cursor.ts';
import { ApiError } from '../kit/errors.ts';
import { cutPage, toBundle } from '../kit/page.ts';
import { matchPatient } from '../kit/patient-match.ts';
import { type Access, EVERY_BASIS } from '../kit/require.ts';
import type { Call, Reply, Route } from '../kit/route.ts';
import { parseSearch } from '../kit/search.ts';
import { etagOf } from '../kit/versions.ts';
import { isDelegate, itemFacts, personOf } from './callers.ts';
import { isVisible, noteResource } from './note.ts';
import {
  NOTE,
  type NoteReadOptions,
  placeOf,
  seenNote,
  type Whole,
  withText,
} from './note-reading.ts';
import { NOTE_PATIENT_PARAMETERS, noteSearch } from './note-search.ts';
import { createNote, deleteNote, updateNote } from './note-writes.ts';

export interface NoteOptions extends NoteReadOptions {
  readonly cursors: Cursors;
}

const acts = { bases: EVERY_BASIS, action: 'notes' } as const;
const READ: readonly Access[] = [{ scope: 'registry:read', acts }];
const WRITE: readonly Access[] = [{ scope: 'registry:write', acts, isWrite: true }];
const LIST = '/DocumentReference';
const ONE = '/DocumentReference/:id';
const JSON_BODY = { kind: 'json', limit: JSON_BODY_BYTES } as const;

/** Search, read, create, change, delete. */
export function noteRoutes(options: NoteOptions): Route[] {
  const form = 'fhir' as const;
  const searching = {
    form,
    access: READ,
    handle: (call: Call) => search(call, options),
    failure: (call: Call) => itemFacts(call, NOTE, 'search-type'),
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
      failure: (call) => itemFacts(call, NOTE, 'read'),
    },
    {
      ...writing,
      method: 'POST',
      path: LIST,
      body: JSON_BODY,
      handle: (call) => createNote(call, options),
      failure: (call) => itemFacts(call, NOTE, 'create'),
    },
    {
      ...writing,
      method: 'PUT',
      path: ONE,
      body: JSON_BODY,
      handle: (call) => updateNote(call, options),
      failure: (call) => itemFacts(call, NOTE, 'update'),
    },
    {
      ...writing,
      method: 'DELETE',
      path: ONE,
      handle: (call) => deleteNote(call, options),
      failure: (call) => itemFacts(call, NOTE, 'delete'),
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
    facts: { ...itemFacts(call, NOTE, 'search-type'), query: `DocumentReference?${page.self}` },
  };
}

async function read(call: Call, options: NoteOptions): Promise<Reply> {
  const whole = await withText(options.stores, await seenNote(call, options));
  if (!whole) throw new ApiError('RESOURCE_NOT_FOUND');
  return {
    status: 200,
    headers: { ETag: etagOf(whole.note.revision) },
    body: noteResource(whole.note, whole.text, placeOf(call, options)),
    facts: itemFacts(call, NOTE, 'read'),
  };
}
