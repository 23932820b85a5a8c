/** By what documents are found: the parameters of ITI-67, each asking only what the reader is shown (N5). */
import { instant } from '../kit/search-dates.ts';
import { date, string, token } from '../kit/search-parameters.ts';
import { fiscalCodeOf } from '../kit/patient-match.ts';
import type { SearchDefinition } from '../kit/search.ts';
import { shownEvents } from './document-reference.ts';
import { type Item, type Reader, shownPrescriptions } from './rules.ts';
import { NRE_ACCEPTED, SYSTEMS } from './vocabulary.ts';

/** Parameters that name the patient; for a person they are compared with the token before anything is read. */
export const PATIENT_PARAMETERS = {
  byReference: ['patient', 'subject'],
  byIdentifier: ['patient.identifier', 'subject.identifier'],
} as const;

/** The search of one reader. */
export function documentSearch(reader: Reader): SearchDefinition<Item> {
  const related = token<Item>((item) =>
    shownPrescriptions(item, reader).flatMap((code) => [
      { system: SYSTEMS.nre, code },
      { system: NRE_ACCEPTED, code },
    ]),
  );
  const ofPatient = (value: string): ((item: Item) => boolean) | undefined => {
    const fiscalCode = fiscalCodeOf(value);
    return fiscalCode === undefined
      ? undefined
      : ({ document }) => document.fiscalCode === fiscalCode;
  };
  return {
    type: 'DocumentReference',
    judged: [...PATIENT_PARAMETERS.byReference],
    defaults: { status: 'current' },
    parameters: {
      'patient.identifier': ofPatient,
      'subject.identifier': ofPatient,
      status: token(({ status }) => [{ system: SYSTEMS.status, code: status }]),
      type: token(({ document }) => [{ system: SYSTEMS.loinc, code: document.type }]),
      category: token(({ document }) => [{ system: SYSTEMS.documentClass, code: document.class }]),
      date: date(({ document }) => instant(document.date)),
      creation: date(({ document }) => instant(document.attachment.creation)),
      period: date(({ document: { period } }) => ({ from: period.from, to: period.to + 1 })),
      event: token((item) => shownEvents(item, reader)),
      facility: token(({ document }) => [
        { system: SYSTEMS.facilityType, code: document.facilityType },
      ]),
      setting: token(({ document }) => [
        { system: SYSTEMS.practiceSetting, code: document.practiceSetting },
      ]),
      format: token(({ document }) => [
        { system: SYSTEMS.format, code: document.attachment.format },
      ]),
      'security-label': token(({ document }) => [
        { system: SYSTEMS.confidentiality, code: document.label },
      ]),
      'author.given': string(wordsOfAuthor),
      'author.family': string(wordsOfAuthor),
      identifier: token(({ document: { identifier } }) => [
        { system: identifier.system, code: identifier.value },
      ]),
      related,
      'related:identifier': related,
      'related.identifier': related,
      _id: token(({ document }) => [{ code: document.id }]),
      _lastUpdated: date(({ updatedAt }) => instant(updatedAt)),
    },
    sorts: { date: ({ document }) => document.date, _lastUpdated: ({ updatedAt }) => updatedAt },
    allowedSorts: ['-date', 'date', '-_lastUpdated'],
    idOf: ({ document }) => document.id,
  };
}

/** Authors are kept as one text: given and family name are any of its words. */
function wordsOfAuthor({ document: { author } }: Item): readonly string[] {
  return [author.name, ...author.name.split(/\s+/)];
}
