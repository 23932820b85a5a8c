/** The shapes of the JSON paths, as OpenAPI writes them. */
import { DECLARABLE_CODES } from './codes.ts';

/** A civil date. */
export const DATE = { type: 'string', format: 'date' };
/** An id. */
export const UUID = { type: 'string', format: 'uuid' };
/** Any text. */
export const TEXT = { type: 'string' };
/** A hash in hex. */
export const SHA256 = { type: 'string', pattern: '^[0-9a-f]{64}$' };
/** Answers by name of the question. */
export const ANSWERS = { type: 'object', additionalProperties: { type: 'boolean' } };
const INSTANT = { type: 'string', format: 'date-time' };
const PERSON = object({ sub: UUID, given_name: TEXT, family_name: TEXT });

const SIGNED = {
  declarant: object({
    ...PERSON.properties,
    role: { enum: ['ASS', 'GEN', 'TUT'], description: 'oneself, parent, guardian' },
  }),
  on_behalf_of: { oneOf: [PERSON, { type: 'null' }] },
  acr: TEXT,
};

/** Texts, declarations and withdrawals, by name. */
export const SCHEMAS = {
  Text: object({
    code: { enum: DECLARABLE_CODES },
    title: TEXT,
    text_version: TEXT,
    text: { type: 'string', description: 'What is signed, to be shown whole' },
    sha256: { ...SHA256, description: 'Of the text in UTF-8' },
    valid_from: DATE,
    valid_until: DATE,
    fields: {
      type: 'array',
      items: object({
        name: TEXT,
        type: { const: 'boolean' },
        label: TEXT,
        required: { const: true },
      }),
    },
  }),
  Declaration: object({
    id: UUID,
    code: { enum: DECLARABLE_CODES },
    declared_at: INSTANT,
    ...SIGNED,
    text_version: TEXT,
    text_sha256: SHA256,
    valid_from: DATE,
    valid_until: DATE,
    coverage: { type: 'string', description: 'Reference: Coverage/<id>' },
    receipt_sha256: { ...SHA256, description: 'Of the PDF receipt' },
  }),
  Revocation: object({
    id: UUID,
    declaration: UUID,
    code: { enum: DECLARABLE_CODES },
    revoked_at: INSTANT,
    ...SIGNED,
    reason: TEXT,
    from: DATE,
    effective_from: { ...DATE, description: 'The first day of validity for E30 and E40' },
    coverage: TEXT,
  }),
  State: {
    allOf: [
      ref('Declaration'),
      object({ facts: ANSWERS, revocation: { oneOf: [ref('Revocation'), { type: 'null' }] } }),
    ],
  },
};

/** An object with these members, all of them there. */
export function object<P extends object>(
  properties: P,
): {
  type: string;
  required: string[];
  properties: P;
} {
  return { type: 'object', required: Object.keys(properties), properties };
}

/** A shape by its name. */
export function ref(name: string): object {
  return { $ref: `#/components/schemas/${name}` };
}
