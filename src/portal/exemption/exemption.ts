/** Exemptions, texts to sign and declarations as the pages show them. Pure. @source resource-servers 4 */
import { z } from 'zod';
import { FHIR_ID, instantText, readFound } from '../fhir-answer.ts';

/** An exemption of a person. */
export interface Exemption {
  readonly id: string;
  readonly code: string;
  /** Italian words. */
  readonly name: string;
  readonly isActive: boolean;
  /** Epoch ms; no end is for ever. */
  readonly from: number;
  readonly until: number | undefined;
}

/** One thing that is declared: `label` is in the page's language. */
export interface Fact {
  readonly name: string;
  readonly label: string;
}

/** A text as somebody may sign it today. Days are civil dates. */
export interface SwornText {
  readonly code: string;
  /** Italian, as the text is. */
  readonly title: string;
  readonly version: string;
  readonly text: string;
  readonly sha256: string;
  readonly validFrom: string;
  readonly validUntil: string;
  readonly facts: readonly Fact[];
}

export interface Declaration {
  readonly id: string;
  readonly code: string;
  /** Epoch ms. */
  readonly declaredAt: number;
  readonly declarant: string;
  readonly version: string;
  /** Civil dates. */
  readonly validFrom: string;
  readonly validUntil: string;
  readonly revocation: { readonly revokedAt: number; readonly from: string } | undefined;
}

const coverage = z.object({
  id: z.string(),
  identifier: z.array(z.object({ value: z.string() })).min(1),
  status: z.string(),
  type: z.object({ text: z.string().default('') }).default({ text: '' }),
  period: z.object({ start: instantText, end: instantText.optional() }),
});
const swornText = z.object({
  code: z.string().regex(FHIR_ID),
  title: z.string(),
  text_version: z.string().regex(FHIR_ID),
  text: z.string(),
  sha256: z.string(),
  valid_from: z.string(),
  valid_until: z.string(),
  fields: z.array(z.object({ name: z.string().regex(/^\w{1,64}$/), label: z.string() })),
});
const declaration = z.object({
  id: z.string().regex(FHIR_ID),
  code: z.string(),
  declared_at: instantText,
  declarant: z.object({ given_name: z.string(), family_name: z.string() }),
  text_version: z.string(),
  valid_from: z.string(),
  valid_until: z.string(),
  revocation: z.object({ revoked_at: instantText, effective_from: z.string() }).nullish(),
});

/** Reads a page of exemptions. */
export function readExemptions(json: unknown): Exemption[] {
  return readFound(json).matches.map((one) => {
    const { id, identifier, status, type, period } = coverage.parse(one);
    return {
      id,
      code: identifier[0]?.value ?? '',
      name: type.text,
      isActive: status === 'active',
      from: period.start,
      until: period.end,
    };
  });
}

/** Reads the texts that may be signed. */
export function readTexts(json: unknown): SwornText[] {
  return z
    .object({ items: z.array(swornText) })
    .parse(json)
    .items.map((one) => ({
      code: one.code,
      title: one.title,
      version: one.text_version,
      text: one.text,
      sha256: one.sha256,
      validFrom: one.valid_from,
      validUntil: one.valid_until,
      facts: one.fields,
    }));
}

/** Reads a declaration. */
export function readDeclaration(json: unknown): Declaration {
  const one = declaration.parse(json);
  const { revocation } = one;
  return {
    id: one.id,
    code: one.code,
    declaredAt: one.declared_at,
    declarant: `${one.declarant.given_name} ${one.declarant.family_name}`,
    version: one.text_version,
    validFrom: one.valid_from,
    validUntil: one.valid_until,
    revocation: revocation
      ? { revokedAt: revocation.revoked_at, from: revocation.effective_from }
      : undefined,
  };
}
