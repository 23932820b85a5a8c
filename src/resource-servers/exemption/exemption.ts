/**
 * A person's exemptions as they stand: those somebody gave, and those that follow from what was
 * declared and withdrawn. Pure: nothing of it is stored, so it cannot disagree with the statements.
 */
import { isProtectedCode } from './codes.ts';
import { dayBefore } from './dates.ts';
import type { Declaration, GivenExemption, Revocation, Statement } from './stored.ts';

/** One exemption. */
export interface Exemption {
  /** Id of its Coverage. */
  readonly id: string;
  readonly code: string;
  /** First and last day on which it holds; without end when absent. */
  readonly from: string;
  readonly until?: string;
  /** Withdrawn from its first day on: it never held. */
  readonly isVoid: boolean;
  readonly isWithdrawn: boolean;
  readonly isProtected: boolean;
  /** 2 once withdrawn. */
  readonly version: number;
  readonly updatedAt: number;
  /** Last day as it was declared; absent for what was given. */
  readonly declaredUntil?: string;
}

/** Where an exemption stands on a day. */
export type Standing = 'to begin' | 'in force' | 'ended' | 'withdrawn';

/** The exemptions of one person. */
export function exemptionsOf(
  given: readonly GivenExemption[],
  statements: readonly Statement[],
): Exemption[] {
  return [
    ...given.map(fromGiven),
    ...statements
      .filter(isDeclaration)
      .map((declaration) => fromDeclared(declaration, revocationOf(declaration.id, statements))),
  ];
}

/** Where it stands on a day; withdrawn from a later day on, it is still in force. */
export function standingOn({ from, until, ...one }: Exemption, today: string): Standing {
  if (one.isVoid) return 'withdrawn';
  if (until !== undefined && until < today) return one.isWithdrawn ? 'withdrawn' : 'ended';
  return from > today ? 'to begin' : 'in force';
}

/** The withdrawal of a declaration; undefined as long as there is none. */
export function revocationOf(
  declarationId: string,
  statements: readonly Statement[],
): Revocation | undefined {
  return statements.filter(isRevocation).find(({ act }) => act.declarationId === declarationId);
}

/** Whether a statement is a declaration. */
export function isDeclaration(statement: Statement): statement is Declaration {
  return statement.act.kind === 'declaration';
}

/** Whether a statement is a withdrawal. */
export function isRevocation(statement: Statement): statement is Revocation {
  return statement.act.kind === 'revocation';
}

function fromGiven({ id, code, label, from, until, givenAt }: GivenExemption): Exemption {
  return {
    id,
    code,
    from,
    ...(until === undefined ? {} : { until }),
    isVoid: false,
    isWithdrawn: false,
    isProtected: label === 'V' || isProtectedCode(code),
    version: 1,
    updatedAt: givenAt,
  };
}

function fromDeclared({ at, act }: Declaration, revocation: Revocation | undefined): Exemption {
  const { coverageId, code, from, until } = act;
  const end = revocation?.act.effectiveFrom;
  const isVoid = end !== undefined && end <= from;
  return {
    id: coverageId,
    code,
    from,
    until: end === undefined ? until : isVoid ? from : dayBefore(end),
    isVoid,
    isWithdrawn: revocation !== undefined,
    isProtected: isProtectedCode(code),
    version: revocation ? 2 : 1,
    updatedAt: revocation?.at ?? at,
    declaredUntil: until,
  };
}
