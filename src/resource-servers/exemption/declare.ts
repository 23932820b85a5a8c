/**
 * Declaring and withdrawing: judged on what the person's statements say, written as one statement.
 *
 * The receipt is written first, under its own hash, so no statement is without it; one whose
 * statement was refused after all is taken back. @source resource-servers 4
 */
import { createHash, randomUUID } from 'node:crypto';
import { ConflictError } from '../../storage/collection.ts';
import type { PersonCaller } from '../kit/caller.ts';
import { ApiError } from '../kit/errors.ts';
import { ageAt, toCivilDate } from '../kit/rome.ts';
import type { ExemptionStores } from './collections.ts';
import type { SentRevocation } from './declaration-form.ts';
import type { DeclarationText } from './declaration-texts.ts';
import { isDeclaration, isRevocation } from './exemption.ts';
import { drawReceipt } from './receipt-pdf.ts';
import { exemptionsSeen } from './record.ts';
import {
  type DeclarationCase,
  judgeDeclaration,
  judgeRevocation,
  type SentDeclaration,
} from './rules.ts';
import { signatureOf } from './signing.ts';
import { append, type DraftStatement, statementsOf } from './statements.ts';
import type { Declaration, DeclaredAct, GivenExemption, Revocation, Statement } from './stored.ts';

/** One request as these verbs need it. */
interface Signing {
  /** For the statement: the same in every try of one Idempotency-Key. */
  readonly id: string;
  readonly caller: PersonCaller;
  readonly now: number;
}

/** The person's case on a day, as the caller sees it. */
export function caseOf(
  caller: PersonCaller,
  now: number,
  known: { readonly given: readonly GivenExemption[]; readonly statements: readonly Statement[] },
): DeclarationCase {
  return {
    today: toCivilDate(now),
    age: ageAt(caller.birthdate, now),
    signs: caller.delegation ? 'by law for another' : 'for oneself',
    exemptions: exemptionsSeen(caller, known.given, known.statements),
  };
}

/** Signs a declaration. @throws ApiError what `judgeDeclaration` refuses · TOO_MANY_REQUESTS */
export async function declare(
  stores: ExemptionStores,
  sent: SentDeclaration,
  { id, caller, now }: Signing,
): Promise<Declaration> {
  const { fiscalCode } = caller;
  const given = await stores.exemptions.find({ fiscalCode });
  const before = await statementsOf(stores.statements, fiscalCode);
  const isIt = (one: Statement): boolean => one.id === id;
  const known = before.filter(isDeclaration).find(isIt);
  if (known) return known;
  const judge = (statements: readonly Statement[]): DeclarationText =>
    judgeDeclaration(sent, caseOf(caller, now, { given, statements }));
  const text = judge(before);
  const signature = signatureOf(caller, { id, now });
  const receipt = await drawReceipt({ ...signature, text });
  const receiptSha256 = createHash('sha256').update(receipt).digest('hex');
  const act: DeclaredAct = {
    kind: 'declaration',
    code: text.code,
    textVersion: text.version,
    textSha256: text.sha256,
    facts: sent.facts,
    from: text.from,
    until: text.until,
    coverageId: randomUUID(),
    receiptSha256,
  };
  await keepReceipt(stores, receiptSha256, receipt);
  const draft = (statements: readonly Statement[]): DraftStatement => {
    judge(statements);
    return { ...signature, act };
  };
  try {
    const statement = await append(stores.statements, { fiscalCode, now, isIt, draft });
    if (!isDeclaration(statement)) throw new TypeError('another statement has this id');
    if (statement.act.receiptSha256 !== receiptSha256) await stores.receipts.delete(receiptSha256);
    return statement;
  } catch (error) {
    // After any other failure the statement may have been written all the same.
    if (error instanceof ApiError) await stores.receipts.delete(receiptSha256);
    throw error;
  }
}

/**
 * Withdraws a declaration; the withdrawal that is there already is answered, whoever signed it.
 * @throws ApiError not-revocable · TOO_MANY_REQUESTS
 */
export async function revoke(
  stores: ExemptionStores,
  declaration: Declaration,
  { id, caller, now, reason, from }: SentRevocation & Signing,
): Promise<Revocation> {
  const today = toCivilDate(now);
  const signature = signatureOf(caller, { id, now });
  const statement = await append(stores.statements, {
    fiscalCode: caller.fiscalCode,
    now,
    isIt: ({ act }) => act.kind === 'revocation' && act.declarationId === declaration.id,
    draft: () => {
      const effectiveFrom = judgeRevocation(declaration.act, from, today);
      const declarationId = declaration.id;
      return {
        ...signature,
        act: { kind: 'revocation', declarationId, reason, from, effectiveFrom },
      };
    },
  });
  if (!isRevocation(statement)) throw new TypeError('another statement has this id');
  return statement;
}

async function keepReceipt({ receipts }: ExemptionStores, id: string, pdf: Buffer): Promise<void> {
  try {
    await receipts.insert({ id, data: pdf.toString('base64') });
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error; // the same bytes
  }
}
