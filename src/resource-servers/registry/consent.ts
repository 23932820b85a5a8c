/** A consent as its reader is shown it: FHIR Consent, with its own id and the text it is about. */
import { createHash } from 'node:crypto';
import type { Bundle, Consent, Reference } from 'fhir/r4.js';
import { toFhirInstant } from '../kit/rome.ts';
import { etagOf } from '../kit/versions.ts';
import type { ConsentState } from './consent-rules.ts';
import { textOf } from './consent-texts.ts';
import type { Actor, Purpose, StoredConsent } from './stored.ts';

/** System of purposes. */
export const PURPOSE_SYSTEM = 'urn:gass:fse-purpose';
/** Where a Consent says which text is in force: what a decision must name. */
const CURRENT_TEXT = 'urn:gass:current-text';

const AUTHORITY = 'https://www.salute.gov.it';
const DECREE = 'https://www.gazzettaufficiale.it/eli/id/2023/10/24/23A05829/sg';

/** For whom consents are rendered. */
export interface ConsentPlace {
  readonly base: string;
  readonly issuer: string;
  readonly patientId: string;
}

/** The id of a person's consent: the same for ever, a UUID that tells nothing of anybody. */
export function consentId(patientId: string, purpose: Purpose): string {
  const hex = createHash('sha256').update(`consent ${patientId} ${purpose}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Addresses that `policy` names for a text: the decree, and the version that was shown. */
export function policiesOf(text: string): readonly string[] {
  return [DECREE, text];
}

/** The consent as it is, or as one of its decisions left it. */
export function consent(
  state: ConsentState,
  place: ConsentPlace,
  decision: StoredConsent | undefined = state.latest,
): Consent {
  const { purpose } = state;
  const current = textOf(purpose);
  const code = { system: PURPOSE_SYSTEM, code: purpose };
  return {
    resourceType: 'Consent',
    id: consentId(place.patientId, purpose),
    meta: {
      versionId: String(decision?.revision ?? 0),
      ...(decision ? { lastUpdated: toFhirInstant(decision.at) } : {}),
    },
    text: {
      status: 'generated',
      div: `<div xmlns="http://www.w3.org/1999/xhtml" lang="it" xml:lang="it"><p>${current.words}</p></div>`,
    },
    extension: [{ url: CURRENT_TEXT, valueUri: current.uri }],
    status: decision === state.latest ? state.status : 'active',
    scope: {
      coding: [
        {
          system: 'http://terminology.hl7.org/CodeSystem/consentscope',
          code: 'patient-privacy',
          display: 'Privacy Consent',
        },
      ],
    },
    category: [
      { coding: [{ system: 'http://loinc.org', code: '59284-0', display: 'Consent Document' }] },
      { coding: [{ ...code, display: current.display }] },
    ],
    patient: { reference: `Patient/${place.patientId}` },
    ...(decision
      ? { dateTime: toFhirInstant(decision.at), performer: [performerOf(decision.by, place)] }
      : {}),
    policy: policiesOf(decision?.text ?? current.uri).map((uri) => ({ authority: AUTHORITY, uri })),
    provision: { ...(decision ? { type: decision.decision } : {}), purpose: [code] },
  };
}

/** The decisions of a consent, newest first. */
export function historyOf(state: ConsentState, place: ConsentPlace): Bundle {
  const id = consentId(place.patientId, state.purpose);
  const entry = state.history.toReversed().map((decision) => ({
    fullUrl: `${place.base}/Consent/${id}`,
    resource: consent(state, place, decision),
    request: { method: 'PUT' as const, url: `Consent/${id}` },
    response: {
      status: '200',
      etag: etagOf(decision.revision),
      lastModified: toFhirInstant(decision.at),
    },
  }));
  return {
    resourceType: 'Bundle',
    type: 'history',
    total: entry.length,
    link: [{ relation: 'self', url: `${place.base}/Consent/${id}/_history` }],
    ...(entry.length > 0 ? { entry } : {}),
  };
}

/** The patient is a resource of this server; who acts for the patient is known by the provider's id. */
function performerOf({ sub, role, name }: Actor, { issuer, patientId }: ConsentPlace): Reference {
  return role === 'ASS'
    ? { reference: `Patient/${patientId}`, display: name }
    : { type: 'RelatedPerson', identifier: { system: issuer, value: sub }, display: name };
}
