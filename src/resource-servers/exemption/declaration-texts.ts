/**
 * The texts that are signed: Italian, versioned, each with the SHA-256 of its exact UTF-8 bytes.
 *
 * A demonstration: no authority approved them, and each says so. The validity is in the text, so
 * whoever sends its hash has said for which year. A changed word needs a new version: a test holds
 * the hashes. @source domain.md 3 [38]-[42]; DPR 445/2000 art. 46, 75, 76; ux.md 1.14
 */
import { createHash } from 'node:crypto';
import type { Language } from '../kit/error-texts.ts';
import { codeFacts, type DeclarableCode } from './codes.ts';
import { inItalian, type Period } from './dates.ts';

/** When the words below were last changed. */
const WORDS_OF = '2026-11-24';

/** One thing that is declared: a yes is needed. */
export interface Condition {
  readonly name: string;
  readonly label: Readonly<Record<Language, string>>;
}

/** A text as somebody may sign it. */
export interface DeclarationText extends Period {
  readonly code: DeclarableCode;
  readonly title: string;
  readonly version: string;
  readonly text: string;
  /** Hex. */
  readonly sha256: string;
  readonly conditions: readonly Condition[];
}

const condition = (name: string, it: string, en: string): Condition => ({
  name,
  label: { it, en },
});

/** What must be true for each code. Amounts are not asked, only whether they are under the limit. */
const CONDITIONS: Readonly<Record<DeclarableCode, readonly Condition[]>> = {
  E02: [
    condition(
      'unemployed_or_dependant',
      'La persona è disoccupata, o è a carico di chi è disoccupato.',
      'The person is unemployed, or depends on somebody who is.',
    ),
    condition(
      'income_under_limit',
      'Il reddito della famiglia è sotto 8.263,31 euro. Con il coniuge a carico il limite è 11.362,05 euro. Per ogni figlio a carico si aggiungono 516,46 euro.',
      'The family income is under 8,263.31 euro. With a dependent spouse the limit is 11,362.05 euro. For each dependent child 516.46 euro are added.',
    ),
  ],
  E12: [
    condition(
      'registered_unemployed_or_dependant',
      'La persona è iscritta al Centro per l’impiego come disoccupata, o è a carico di chi lo è.',
      'The person is registered as unemployed at the job centre, or depends on somebody who is.',
    ),
    condition(
      'income_under_limit',
      'Il reddito della famiglia non supera 27.000 euro.',
      'The family income is not over 27,000 euro.',
    ),
  ],
  E13: [
    condition(
      'mobility_or_redundancy_fund',
      'La persona è in mobilità o in cassa integrazione.',
      'The person is on a mobility or redundancy scheme.',
    ),
  ],
  E30: [
    condition(
      'chronic_disease_exemption',
      'La persona ha già un’esenzione per malattia cronica.',
      'The person already has an exemption for a chronic disease.',
    ),
    incomeWithin46600(),
  ],
  E40: [
    condition(
      'rare_disease_exemption',
      'La persona ha già un’esenzione per malattia rara.',
      'The person already has an exemption for a rare disease.',
    ),
    incomeWithin46600(),
  ],
};

function incomeWithin46600(): Condition {
  return condition(
    'income_under_limit',
    'Il reddito della famiglia non supera 46.600 euro, in proporzione al numero dei familiari.',
    'The family income is not over 46,600 euro, in proportion to the size of the family.',
  );
}

/** The text for a code and a period. */
export function declarationText(code: DeclarableCode, period: Period): DeclarationText {
  const conditions = CONDITIONS[code];
  const title = `Esenzione ${code}: ${codeFacts(code).display}`;
  const isLater = period.from.endsWith('-04-01');
  const from = isLater ? `dal ${inItalian(period.from)}` : 'da oggi';
  const text = [
    'Testo di prova. Nessuna autorità lo ha approvato: non ha valore di legge.',
    'Dichiarazione sostitutiva (DPR 445/2000, articolo 46)',
    title,
    'Per me, o per la persona che rappresento per legge, dichiaro che:',
    ...conditions.map(({ label }, n) => `${n + 1}. ${label.it}`),
    `L’esenzione vale ${from} al ${inItalian(period.until)}. Se una condizione viene meno, ritiro subito questa dichiarazione.`,
    'So che chi dichiara il falso perde i benefici ottenuti (DPR 445/2000, articolo 75), paga i ticket non pagati e risponde del reato (DPR 445/2000, articolo 76).',
  ].join('\n');
  return {
    ...period,
    code,
    title,
    version: `${WORDS_OF}.${isLater ? period.from.slice(0, 4) : 'oggi'}.${period.until.slice(0, 4)}`,
    text,
    sha256: sha256(text),
    conditions,
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
