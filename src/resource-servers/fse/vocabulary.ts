/** Codes of the health record: classes, types, marks and their systems. @source resource-servers 1.3, 2; domain.md 2.1 */

export const SYSTEMS = {
  loinc: 'http://loinc.org',
  documentClass: 'urn:oid:2.16.840.1.113883.2.9.3.3.6.1.5',
  accessRule: 'urn:oid:2.16.840.1.113883.2.9.3.3.6.1.3',
  facilityType: 'urn:oid:2.16.840.1.113883.2.9.3.3.6.1.1',
  practiceSetting: 'urn:oid:2.16.840.1.113883.2.9.3.3.6.1.2',
  format: 'urn:oid:2.16.840.1.113883.2.9.3.3.6.1.6',
  organization: 'urn:oid:2.16.840.1.113883.2.9.4.1.2',
  document: 'urn:oid:2.16.840.1.113883.2.9.2.30.4.4',
  nre: 'urn:oid:2.16.840.1.113883.2.9.4.3.9',
  confidentiality: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality',
  status: 'http://hl7.org/fhir/document-reference-status',
  atc: 'http://www.whocc.no/atc',
  mhdIdentifierType: 'https://profiles.ihe.net/ITI/MHD/CodeSystem/IHE.MHD.MHDIdentifierType',
} as const;

/** The other system under which a prescription number is accepted. */
export const NRE_ACCEPTED = 'urn:oid:2.16.840.1.113883.2.9.4.3.8';

/** Classes kept here, with what a downloaded file is called. */
export const CLASSES = {
  REF: { display: 'Referto', file: 'referto' },
  VRB: { display: 'Verbale', file: 'verbale' },
  LDO: { display: 'Lettera di dimissione ospedaliera', file: 'lettera-di-dimissione' },
  PRS: { display: 'Prescrizione', file: 'prescrizione' },
  VAC: { display: 'Vaccinazione', file: 'vaccinazione' },
} as const;
export type DocumentClass = keyof typeof CLASSES;

/** Types with the one class each belongs to. @source FSE gateway, README 15.3 */
export const TYPES: Readonly<
  Record<string, { readonly class: DocumentClass; readonly display: string }>
> = {
  '11502-2': { class: 'REF', display: 'Referto di laboratorio' },
  '68604-8': { class: 'REF', display: 'Referto radiologico' },
  '11526-1': { class: 'REF', display: 'Referto di anatomia patologica' },
  '11488-4': { class: 'REF', display: 'Referto specialistico ambulatoriale' },
  '59258-4': { class: 'VRB', display: 'Verbale di Pronto Soccorso' },
  '34105-7': { class: 'LDO', display: 'Lettera di dimissione ospedaliera' },
  '18842-5': { class: 'LDO', display: 'Lettera di dimissione non ospedaliera' },
  '57833-6': { class: 'PRS', display: 'Prescrizione farmaceutica' },
  '57832-8': { class: 'PRS', display: 'Prescrizione specialistica' },
  '57829-4': { class: 'PRS', display: 'Prescrizione protesica' },
  '87273-9': { class: 'VAC', display: 'Scheda della singola vaccinazione' },
  '82593-5': { class: 'VAC', display: 'Certificato vaccinale' },
};

/** Marks: hidden from the parent, from the patient, from everybody but the patient. P00 takes P99 away when publishing. */
export const MARKS = ['P97', 'P98', 'P99'] as const;
export type Mark = (typeof MARKS)[number];

/** Whether a code is a mark. */
export function isMark(code: string | undefined): code is Mark {
  return MARKS.some((mark) => mark === code);
}

/** Specially protected data (DM art. 6) or not. The label V is our choice (JUDG). */
export type SecurityLabel = 'N' | 'V';

/** Format of the PDF the examples of the guide carry. */
export const PDF_FORMAT = '2.16.840.1.113883.2.9.10.1.1';

/** Number of an electronic prescription. @source resource-servers 3 */
export const NRE_SHAPE = /^\d{3}[0-9A-Z]{2}\d{10}$/;
