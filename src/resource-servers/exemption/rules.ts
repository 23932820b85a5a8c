/**
 * Who sees which exemption, what may be declared on which day, what a declaration and its
 * withdrawal must fulfil. Pure: days and ages are handed in.
 * @source resource-servers 1.6, 4; domain.md 3 [38]-[42]
 */
import { ADULT_AGE_YEARS, WORKING_AGE_YEARS } from '../../../config/limits.ts';
import { ApiError } from '../kit/errors.ts';
import { DECLARABLE_CODES, type DeclarableCode, isDeclarable, isYearly } from './codes.ts';
import { declarablePeriods, type Period } from './dates.ts';
import { type DeclarationText, declarationText } from './declaration-texts.ts';
import type { Exemption } from './exemption.ts';
import type { DeclaredAct } from './stored.ts';

/** Who reads: the person, or somebody who acts for them. */
export type Reader = 'person' | 'delegate';

/** The predicate, before anything is counted: every `act` is blind to what is specially protected. */
export function visible({ isProtected }: Pick<Exemption, 'isProtected'>, reader: Reader): boolean {
  return reader === 'person' || !isProtected;
}

/** For whom a declaration is made, and by whom. */
export interface DeclarationCase {
  /** YYYY-MM-DD in Rome. */
  readonly today: string;
  /** Whole years of the person today. */
  readonly age: number;
  readonly signs: 'for oneself' | 'by law for another';
  /** What the signer sees of the person's exemptions. */
  readonly exemptions: readonly Exemption[];
}

/** A declaration as it was sent. */
export interface SentDeclaration {
  readonly code: string;
  readonly textVersion: string;
  readonly textSha256: string;
  readonly facts: Readonly<Record<string, boolean>>;
  readonly accepted: boolean;
}

/** The texts of a code on a day; none when it cannot be declared then. */
export function textsOn(code: DeclarableCode, today: string): readonly DeclarationText[] {
  const isOver = isYearly(code) && today.slice(5) > '06-30';
  return isOver ? [] : declarablePeriods(today).map((period) => declarationText(code, period));
}

/** The texts this person may sign today. */
export function offeredTexts(situation: DeclarationCase): readonly DeclarationText[] {
  return DECLARABLE_CODES.flatMap((code) =>
    isOldEnough(code, situation)
      ? textsOn(code, situation.today).filter((text) => isFree(text, situation.exemptions))
      : [],
  );
}

/**
 * The text that is validly signed.
 * @throws ApiError not-declarable · age · text-changed · facts-missing · already-active
 */
export function judgeDeclaration(
  sent: SentDeclaration,
  situation: DeclarationCase,
): DeclarationText {
  const { code } = sent;
  const texts = isDeclarable(code) ? textsOn(code, situation.today) : [];
  if (!isDeclarable(code) || texts.length === 0)
    throw new ApiError('not-declarable', { field: 'code' });
  if (!isOldEnough(code, situation)) throw new ApiError('age');
  const text = texts.find(
    ({ version, sha256 }) => version === sent.textVersion && sha256 === sent.textSha256,
  );
  if (!text) throw new ApiError('text-changed', { field: 'text_sha256' });
  checkFacts(sent, text);
  if (situation.exemptions.some((one) => isWithdrawnForYear(one, text)))
    throw new ApiError('not-declarable', { field: 'code' });
  if (!isFree(text, situation.exemptions)) throw new ApiError('already-active', { field: 'code' });
  return text;
}

/** A minor does not sign; and who is under working age has no job to lose. JUDG */
function isOldEnough(code: DeclarableCode, { age, signs }: DeclarationCase): boolean {
  if (signs === 'for oneself' && age < ADULT_AGE_YEARS) return false;
  return code !== 'E13' || age >= WORKING_AGE_YEARS;
}

/** Every condition must be answered, and answered yes: a no means that there is nothing to declare. */
function checkFacts({ facts, accepted }: SentDeclaration, { conditions }: DeclarationText): void {
  const names = new Set(conditions.map(({ name }) => name));
  const unknown = Object.keys(facts).find((name) => !names.has(name));
  if (unknown !== undefined) throw new ApiError('VALIDATION_ERROR', { field: 'facts' });
  for (const name of names)
    if (!Object.hasOwn(facts, name))
      throw new ApiError('facts-missing', { field: `facts.${name}` });
  const denied = [...names].find((name) => facts[name] !== true);
  if (denied !== undefined) throw new ApiError('not-declarable', { field: `facts.${denied}` });
  if (!accepted) throw new ApiError('facts-missing', { field: 'accepted' });
}

/** Nothing of the same code holds in the period, nor was it withdrawn for that year. */
function isFree(text: DeclarationText, exemptions: readonly Exemption[]): boolean {
  return exemptions.every(
    (one) => one.code !== text.code || (!overlaps(one, text) && !isWithdrawnForYear(one, text)),
  );
}

function overlaps({ from, until, isVoid }: Exemption, period: Period): boolean {
  return !isVoid && from <= period.until && (until === undefined || until >= period.from);
}

/** What is withdrawn for the whole year is not declared again for it. @source domain.md [42] */
function isWithdrawnForYear(one: Exemption, text: DeclarationText): boolean {
  return (
    one.code === text.code && isYearly(one.code) && one.isVoid && one.declaredUntil === text.until
  );
}

/**
 * From which day a declaration no longer holds when the person is not entitled from `from` on:
 * that day, or the first one for what is given by the year.
 * @throws ApiError not-revocable: it is over, or the day is not within it
 */
export function judgeRevocation(
  declared: Pick<DeclaredAct, 'code' | 'from' | 'until'>,
  from: string,
  today: string,
): string {
  if (declared.until < today) throw new ApiError('not-revocable');
  if (from < declared.from || from > declared.until)
    throw new ApiError('not-revocable', { field: 'from' });
  return isYearly(declared.code) ? declared.from : from;
}
