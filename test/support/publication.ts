/** What a laboratory publishes, in the form of ITI-105, and how it asks. */
import { createHash } from 'node:crypto';
import type { DocumentReference } from 'fhir/r4.js';
import { SYSTEMS } from '../../src/resource-servers/fse/vocabulary.ts';
import type { TestFse } from './fse.ts';
import { serviceClaims } from './tokens.ts';

/** A valid publication. */
export interface PublicationInput {
  readonly value: string;
  readonly fiscalCode: string;
  readonly text?: string;
  readonly type?: string;
  readonly documentClass?: string;
  readonly marks?: readonly string[];
  readonly label?: string;
  readonly nre?: string;
  readonly replaces?: string;
  readonly organization?: string;
}

export function publication(input: PublicationInput): DocumentReference {
  const pdf = Buffer.from(`%PDF-1.4 ${input.text ?? input.value}`);
  const concept = (
    system: string,
    code: string,
  ): { coding: { system: string; code: string }[] } => ({
    coding: [{ system, code }],
  });
  return {
    resourceType: 'DocumentReference',
    masterIdentifier: { system: SYSTEMS.document, value: input.value },
    status: 'current',
    type: concept(SYSTEMS.loinc, input.type ?? '11502-2'),
    category: [concept(SYSTEMS.documentClass, input.documentClass ?? 'REF')],
    subject: { identifier: { system: 'http://hl7.it/sid/codiceFiscale', value: input.fiscalCode } },
    date: '2026-11-24T08:00:00+01:00',
    author: [{ display: 'Dr.ssa Elena Galli' }],
    custodian: {
      identifier: { system: SYSTEMS.organization, value: input.organization ?? '030999' },
      display: 'Laboratorio demo ASST',
    },
    securityLabel: [concept(SYSTEMS.confidentiality, input.label ?? 'N')],
    ...(input.replaces === undefined
      ? {}
      : {
          relatesTo: [
            { code: 'replaces', target: { reference: `DocumentReference/${input.replaces}` } },
          ],
        }),
    content: [
      {
        attachment: {
          contentType: 'application/pdf',
          language: 'it-IT',
          data: pdf.toString('base64'),
          size: pdf.length,
          hash: createHash('sha1').update(pdf).digest('base64'),
          title: 'Esame delle urine',
          creation: '2026-11-24T08:00:00+01:00',
        },
      },
    ],
    context: {
      ...(input.marks
        ? { event: input.marks.map((code) => concept(SYSTEMS.accessRule, code)) }
        : {}),
      facilityType: concept(SYSTEMS.facilityType, 'Territorio'),
      practiceSetting: concept(SYSTEMS.practiceSetting, 'AD_PSC100'),
      ...(input.nre === undefined
        ? {}
        : { related: [{ identifier: { system: SYSTEMS.nre, value: input.nre } }] }),
    },
  };
}

/** A laboratory in front of one server. */
export interface Publisher {
  token(organization?: string): Promise<string>;
  publish(body: unknown, headers?: Record<string, string>): Promise<Response>;
  /** Publishes and gives the id. */
  put(input: PublicationInput): Promise<string>;
}

/** The laboratory of organisation 030999; a fresh token each time, since rates are per token. */
export function publisherAt(fse: TestFse): Publisher {
  const token = (organization = '030999'): Promise<string> =>
    fse.issuer.mint({ ...serviceClaims('laboratorio', 'fse:publish', organization), aud: fse.url });
  const publish = async (body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
    fse.ask('/DocumentReference', await token(), {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { 'Content-Type': 'application/fhir+json', ...headers },
    });
  return {
    token,
    publish,
    async put(input) {
      const response = await publish(publication(input));
      if (response.status !== 201) throw new Error(await response.text());
      return ((await response.json()) as { id: string }).id;
    },
  };
}
