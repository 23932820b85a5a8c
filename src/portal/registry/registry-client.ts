/** The registry as the portal uses it. @source resource-servers 5 */
import { PAGE_DEFAULT, PAGE_MAX } from '../../../config/limits.ts';
import type { Language } from '../../web/catalog.ts';
import { versionTag } from '../fhir-answer.ts';
import { type JsonPage, readJsonPage } from '../json-page.ts';
import type { ServiceAnswer } from '../service-answer.ts';
import type { ServiceRequest } from '../service-call.ts';
import type { ServiceClient } from '../service-client.ts';
import type { LiveSession } from '../sessions.ts';
import { type Consent, type Decision, readConsent, readConsents } from './consent.ts';
import { type Choices, type Doctor, readChoices, readDoctor } from './doctor.ts';
import {
  type Note,
  type NotePage,
  type NoteWords,
  readNote,
  readNotes,
  writeNote,
} from './note.ts';
import { type Person, readPerson } from './person.ts';

const SERVICE = 'registry';
/** The scope whose use asks for the PIN. */
export const CHOOSE = 'registry:choose';

/** By what doctors are looked for. */
export interface DoctorQuery {
  readonly name?: string | undefined;
  readonly city?: string | undefined;
  readonly cursor?: string | undefined;
}

/** A change of doctor; without `doctor` the current one is revoked. `key` makes it act once. */
export interface DoctorOrder {
  readonly doctor: string | undefined;
  /** Whom the person believes to have. */
  readonly current: string | undefined;
  readonly key: string;
  readonly language: Language;
}

/** Every method throws as the service client does. */
export interface RegistryClient {
  /** Undefined when the registry knows nobody. */
  person(session: LiveSession): Promise<Person | undefined>;
  choices(session: LiveSession): Promise<Choices>;
  doctors(session: LiveSession, query: DoctorQuery): Promise<JsonPage<Doctor>>;
  changeDoctor(session: LiveSession, order: DoctorOrder): Promise<ServiceAnswer>;
  consents(session: LiveSession): Promise<readonly Consent[]>;
  consent(session: LiveSession, id: string): Promise<Consent>;
  /** Its decisions, newest first. */
  consentHistory(session: LiveSession, id: string): Promise<readonly Consent[]>;
  decide(
    session: LiveSession,
    order: Pick<Consent, 'id' | 'version' | 'textUri'> & {
      readonly decision: Decision;
      readonly language: Language;
    },
  ): Promise<ServiceAnswer>;
  notes(session: LiveSession, cursor?: string): Promise<NotePage>;
  note(session: LiveSession, id: string): Promise<Note>;
  /** Writes a new note, or `before` anew in the version that was seen. */
  write(
    session: LiveSession,
    order: { readonly words: NoteWords; readonly before?: Note; readonly language: Language },
  ): Promise<ServiceAnswer>;
  remove(
    session: LiveSession,
    order: Pick<Note, 'id' | 'version'> & { readonly language: Language },
  ): Promise<ServiceAnswer>;
}

/** A client of the registry. */
export function createRegistryClient(services: ServiceClient): RegistryClient {
  const read = <T>(session: LiveSession, path: string, reader: (json: unknown) => T): Promise<T> =>
    services.read(session, SERVICE, { path }, reader);
  const ask = (session: LiveSession, request: ServiceRequest): Promise<ServiceAnswer> =>
    services.ask(session, SERVICE, request);
  return {
    person: (session) => read(session, '/Patient', readPerson),
    choices: (session) => read(session, `/doctor-choices?count=${PAGE_MAX}`, readChoices),
    doctors: (session, { name, city, cursor }) => {
      const query = new URLSearchParams({
        count: String(PAGE_DEFAULT),
        ...(name === undefined ? {} : { name }),
        ...(city === undefined ? {} : { city }),
        ...(cursor === undefined ? {} : { cursor }),
      });
      return read(session, `/doctors?${query.toString()}`, (json) =>
        readJsonPage(json, readDoctor),
      );
    },
    changeDoctor: (session, { doctor, current, key, language }) =>
      ask(session, {
        method: 'POST',
        path: '/doctor-choices',
        json: {
          action: doctor === undefined ? 'revoke' : 'choose',
          ...(doctor === undefined ? {} : { doctor_id: doctor }),
          ...(current === undefined ? {} : { current_doctor_id: current }),
        },
        headers: { 'Idempotency-Key': key },
        language,
        pinScope: CHOOSE,
      }),
    consents: (session) => read(session, '/Consent', readConsents),
    consent: (session, id) => read(session, `/Consent/${id}`, readConsent),
    consentHistory: (session, id) => read(session, `/Consent/${id}/_history`, readConsents),
    decide: (session, { id, version, textUri, decision, language }) =>
      ask(session, {
        method: 'PUT',
        path: `/Consent/${id}`,
        json: {
          resourceType: 'Consent',
          id,
          policy: [{ uri: textUri }],
          provision: { type: decision },
        },
        headers: { 'If-Match': versionTag(version) },
        language,
      }),
    notes: (session, cursor) => {
      const query = new URLSearchParams({
        _sort: '-date',
        _count: String(PAGE_DEFAULT),
        ...(cursor === undefined ? {} : { _cursor: cursor }),
      });
      return read(session, `/DocumentReference?${query.toString()}`, readNotes);
    },
    note: (session, id) => read(session, `/DocumentReference/${id}`, readNote),
    write: (session, { words, before, language }) =>
      ask(session, {
        method: before ? 'PUT' : 'POST',
        path: before ? `/DocumentReference/${before.id}` : '/DocumentReference',
        json: writeNote(words, before),
        headers: before ? { 'If-Match': versionTag(before.version) } : {},
        language,
      }),
    remove: (session, { id, version, language }) =>
      ask(session, {
        method: 'DELETE',
        path: `/DocumentReference/${id}`,
        headers: { 'If-Match': versionTag(version) },
        language,
      }),
  };
}
