/** By what notes are found: only visible ones come here, so a search asks only what is shown. */
import { instant } from '../kit/search-dates.ts';
import { date, string, token } from '../kit/search-parameters.ts';
import type { SearchDefinition } from '../kit/search.ts';
import { identifierOf, NOTE_CLASS, NOTE_SYSTEMS, NOTE_TYPE, PRIVATE } from './note.ts';
import type { StoredNote } from './stored.ts';

/** Parameters that name the patient: compared with the token before anything is read. */
export const NOTE_PATIENT_PARAMETERS = {
  byReference: ['patient', 'subject'],
  byIdentifier: ['patient.identifier', 'subject.identifier'],
} as const;

/** The search of notes; delegates are never handed private ones, so `event` finds them none. */
export function noteSearch(): SearchDefinition<StoredNote> {
  return {
    type: 'DocumentReference',
    judged: [...NOTE_PATIENT_PARAMETERS.byReference, ...NOTE_PATIENT_PARAMETERS.byIdentifier],
    parameters: {
      status: token(() => [{ system: NOTE_SYSTEMS.status, code: 'current' }]),
      type: token(() => [{ system: NOTE_SYSTEMS.loinc, code: NOTE_TYPE }]),
      category: token(() => [{ system: NOTE_SYSTEMS.documentClass, code: NOTE_CLASS }]),
      date: date((note) => instant(note.date)),
      description: string(({ title }) => [title]),
      event: token(({ isPrivate }) =>
        isPrivate ? [{ system: NOTE_SYSTEMS.accessRule, code: PRIVATE }] : [],
      ),
      identifier: token((note) => {
        const { system, value } = identifierOf(note);
        return [{ system, code: value }];
      }),
      _id: token(({ id }) => [{ code: id }]),
      _lastUpdated: date(({ updatedAt }) => instant(updatedAt)),
    },
    sorts: { date: (note) => note.date, _lastUpdated: ({ updatedAt }) => updatedAt },
    allowedSorts: ['-date', 'date', '-_lastUpdated'],
    idOf: ({ id }) => id,
  };
}
