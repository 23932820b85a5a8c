/** A document as the pages show it, read from the FSE's DocumentReference. Pure. */
import { z } from 'zod';

/** Kinds a person knows; each has its words in the texts under `kind`. LOINC codes: resource-servers.md 2. */
export const KINDS = {
  lab: ['11502-2'],
  radiology: ['68604-8'],
  pathology: ['11526-1'],
  visit: ['11488-4'],
  emergency: ['59258-4'],
  discharge: ['34105-7', '18842-5'],
  drugs: ['57833-6'],
  services: ['57832-8'],
  devices: ['57829-4'],
  vaccination: ['87273-9', '82593-5'],
} as const satisfies Record<string, readonly string[]>;

export type Kind = keyof typeof KINDS;

/** Lists of documents: the whole record, and two parts of it with their FSE class. */
export const DOCUMENT_LISTS = {
  documents: { kinds: Object.keys(KINDS) as Kind[], category: undefined }, // a const object's own keys
  prescriptions: { kinds: ['drugs', 'services', 'devices'], category: 'PRS' },
  vaccinations: { kinds: ['vaccination'], category: 'VAC' },
} as const satisfies Record<
  string,
  { readonly kinds: readonly Kind[]; readonly category: string | undefined }
>;
export type DocumentList = keyof typeof DOCUMENT_LISTS;

/** Code system of a class, and of the marks of a hidden document. @source resource-servers 1.3 */
export const DOCUMENT_CLASS = 'urn:oid:2.16.840.1.113883.2.9.3.3.6.1.5';
const ACCESS_RULE = 'urn:oid:2.16.840.1.113883.2.9.3.3.6.1.3';

/** Marks that a patient sets: hidden from everybody else, hidden from the parents. */
export type Mark = 'P99' | 'P97';

/** Code system of the type. */
export const LOINC = 'http://loinc.org';

export interface Report {
  readonly id: string;
  /** Undefined for a type that this portal does not know: then `typeName` says what it is. */
  readonly kind: Kind | undefined;
  /** The FSE's own word for the type, Italian. */
  readonly typeName: string;
  /** What it is about, Italian; absent when it says no more than the type. */
  readonly subject: string | undefined;
  /** Epoch ms. */
  readonly date: number;
  /** Facility and ward, as far as they are known. */
  readonly facility: string;
  /** Bytes of the PDF. */
  readonly size: number | undefined;
  /** How it is hidden; the health record tells it to the patient alone. */
  readonly marks: readonly Mark[];
}

export interface ReportPage {
  /** All that this reader may see, on every page. */
  readonly total: number;
  readonly reports: readonly Report[];
  /** Cursor of the next page. */
  readonly next: string | undefined;
}

/** Ids in FHIR's alphabet; anything else is no address of a document. */
export const REPORT_ID = /^[A-Za-z0-9.-]{1,64}$/;

const concept = z.object({
  coding: z
    .array(
      z.object({
        system: z.string().optional(),
        code: z.string().optional(),
        display: z.string().optional(),
      }),
    )
    .min(1),
});
const documentReference = z.object({
  resourceType: z.literal('DocumentReference'),
  id: z.string().regex(REPORT_ID),
  type: concept,
  date: z
    .string()
    .transform((text) => Date.parse(text))
    .pipe(z.number()),
  description: z.string().optional(),
  custodian: z.object({ display: z.string().optional() }).optional(),
  content: z.array(z.object({ attachment: z.object({ size: z.number().optional() }) })).min(1),
  context: z
    .object({ practiceSetting: concept.optional(), event: z.array(concept).default([]) })
    .optional(),
});
const bundle = z.object({
  resourceType: z.literal('Bundle'),
  total: z.number().int().nonnegative(),
  link: z.array(z.object({ relation: z.string(), url: z.string() })).default([]),
  entry: z.array(z.object({ resource: documentReference })).default([]),
});

/** Reads one document. Throws when it is no DocumentReference as the FSE promises. */
export function readReport(json: unknown): Report {
  return toReport(documentReference.parse(json));
}

/** Reads one page of a search. */
export function readReportPage(json: unknown): ReportPage {
  const page = bundle.parse(json);
  const next = page.link.find(({ relation }) => relation === 'next')?.url;
  return {
    total: page.total,
    reports: page.entry.map(({ resource }) => toReport(resource)),
    next: next === undefined ? undefined : cursorOf(next),
  };
}

/** Only the cursor is taken from the link: the portal never follows an address it was given. */
function cursorOf(link: string): string | undefined {
  const query = link.slice(link.indexOf('?') + 1);
  return new URLSearchParams(query).get('_cursor') ?? undefined;
}

function toReport(document: z.infer<typeof documentReference>): Report {
  const { code, display: typeName = '' } = document.type.coding[0] ?? {};
  const subject = document.description;
  const events = (document.context?.event ?? []).flatMap(({ coding }) => coding);
  const isNew = subject !== undefined && subject.toLowerCase() !== typeName.toLowerCase();
  return {
    id: document.id,
    kind: kindOf(code),
    typeName,
    subject: isNew ? subject : undefined,
    date: document.date,
    facility: [document.custodian?.display, document.context?.practiceSetting?.coding[0]?.display]
      .filter((part) => part !== undefined && part !== '')
      .join(', '),
    size: document.content[0]?.attachment.size,
    marks: MARKS.filter((mark) =>
      events.some(({ system, code }) => code === mark && system === ACCESS_RULE),
    ),
  };
}

const MARKS: readonly Mark[] = ['P99', 'P97'];

function kindOf(code: string | undefined): Kind | undefined {
  for (const kind of Object.keys(KINDS) as Kind[]) {
    // Object.keys of a const object gives its own keys
    if ((KINDS[kind] as readonly (string | undefined)[]).includes(code)) return kind;
  }
  return undefined;
}
