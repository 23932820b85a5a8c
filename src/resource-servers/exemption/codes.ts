/** The exemption codes this server knows: kind, words, and which may be declared. @source domain.md 3 [38]-[42] */

/** Kinds of Lombardy's list: pathology, rare disease, income, disability. */
export const KINDS = {
  PA: 'Patologia',
  RA: 'Malattia rara',
  RE: 'Reddito',
  IN: 'Invalidità',
} as const;

type Kind = keyof typeof KINDS;

interface ExemptionCode {
  readonly kind: Kind;
  readonly display: string;
}

/** Codes with their kind and Italian words. */
const CODES = {
  E01: { kind: 'RE', display: 'Meno di 6 o più di 65 anni, con reddito entro il limite' },
  E02: { kind: 'RE', display: 'Disoccupati e familiari a carico' },
  E03: { kind: 'RE', display: 'Titolari di pensione sociale e familiari a carico' },
  E04: { kind: 'RE', display: 'Titolari di pensione minima e familiari a carico' },
  E05: { kind: 'RE', display: 'Più di 65 anni, con reddito entro il limite regionale' },
  E11: { kind: 'RE', display: 'Minori fino a 14 anni' },
  E12: { kind: 'RE', display: 'Disoccupati con reddito entro 27.000 euro e familiari a carico' },
  E13: { kind: 'RE', display: 'Lavoratori in mobilità o in cassa integrazione' },
  E14: { kind: 'RE', display: 'Esenzione regionale automatica E14' },
  E15: { kind: 'RE', display: 'Esenzione regionale automatica E15' },
  E30: { kind: 'RE', display: 'Malattia cronica, con reddito entro il limite' },
  E40: { kind: 'RE', display: 'Malattia rara, con reddito entro il limite' },
  '014': { kind: 'PA', display: 'Dipendenza da sostanze' },
  '020': { kind: 'PA', display: 'Infezione da HIV' },
} as const satisfies Readonly<Record<string, ExemptionCode>>;

/** The income exemptions a person may declare; the other ones come by themselves. */
export const DECLARABLE_CODES = ['E02', 'E12', 'E13', 'E30', 'E40'] as const;

export type DeclarableCode = (typeof DECLARABLE_CODES)[number];

/** Specially protected by the code alone: addiction, HIV. @source DM 7 Sept 2023 art. 6; resource-servers 1.6 */
const PROTECTED_CODES: ReadonlySet<string> = new Set(['014', '020']);

/** Declared for a whole year, and withdrawn for a whole year. @source domain.md [42] */
const YEARLY_CODES: ReadonlySet<string> = new Set(['E30', 'E40']);

/** Kind and words of a code; one we do not know is a pathology named by its number. */
export function codeFacts(code: string): ExemptionCode {
  const known: Readonly<Record<string, ExemptionCode>> = CODES;
  return (
    (Object.hasOwn(known, code) ? known[code] : undefined) ?? {
      kind: 'PA',
      display: `Esenzione ${code}`,
    }
  );
}

/** Whether a person may declare it at all; when is another question. */
export function isDeclarable(code: string): code is DeclarableCode {
  return (DECLARABLE_CODES as readonly string[]).includes(code);
}

/** Whether the code says what is specially protected. */
export function isProtectedCode(code: string): boolean {
  return PROTECTED_CODES.has(code);
}

/** Whether it holds, and ends, for whole years. */
export function isYearly(code: string): boolean {
  return YEARLY_CODES.has(code);
}
