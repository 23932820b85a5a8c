/** What the exemption server keeps. Civil dates are YYYY-MM-DD in Rome, instants epoch ms. */
import type { DeclarableCode } from './codes.ts';

/** An exemption somebody else gave: the ministry's list, a pathology, a desk. Never changed here. */
export interface GivenExemption {
  /** Id of its Coverage. */
  readonly id: string;
  readonly fiscalCode: string;
  /** `<fiscal code>#<code>#<first day>`: the same one is not given twice. */
  readonly key: string;
  readonly code: string;
  /** V: specially protected, whatever the code. */
  readonly label: 'N' | 'V';
  readonly from: string;
  /** Absent: without end. */
  readonly until?: string;
  readonly givenAt: number;
}

/** A person as a statement names them. */
export interface NamedPerson {
  readonly sub: string;
  readonly fiscalCode: string;
  readonly givenName: string;
  readonly familyName: string;
}

/** Who signed: the person (ASS), a parent (GEN) or a guardian (TUT). */
export interface Signer extends NamedPerson {
  readonly role: 'ASS' | 'GEN' | 'TUT';
}

/** A declaration: what was declared, in which words. */
export interface DeclaredAct {
  readonly kind: 'declaration';
  readonly code: DeclarableCode;
  readonly textVersion: string;
  /** Hex SHA-256 of the exact UTF-8 text. */
  readonly textSha256: string;
  readonly facts: Readonly<Record<string, boolean>>;
  readonly from: string;
  readonly until: string;
  /** Id of the Coverage that follows from it. */
  readonly coverageId: string;
  /** Hex SHA-256 of the receipt, and its id. */
  readonly receiptSha256: string;
}

/** A withdrawal of a declaration. */
export interface RevokedAct {
  readonly kind: 'revocation';
  readonly declarationId: string;
  readonly reason: string;
  /** From which day the person is no longer entitled. */
  readonly from: string;
  /** From which day the exemption no longer holds: earlier for what is given by the year. */
  readonly effectiveFrom: string;
}

/**
 * A signed statement. Written once, never changed: what holds today follows from the person's
 * statements, so a declaration and its exemption cannot part.
 */
export interface Statement {
  readonly id: string;
  readonly fiscalCode: string;
  /** Which of the person's statements it is, from 0. */
  readonly number: number;
  /** `<fiscal code>#<number>`, unique: of two statements at once one is judged again. */
  readonly position: string;
  /** Hex SHA-256 of the person's statement before, empty for the first. */
  readonly previous: string;
  readonly at: number;
  readonly signer: Signer;
  /** For whom, when not for oneself. */
  readonly onBehalfOf?: NamedPerson;
  /** Names the access token. */
  readonly jti: string;
  readonly acr: string;
  readonly clientId: string;
  readonly act: DeclaredAct | RevokedAct;
}

/** A statement that is a declaration. */
export type Declaration = Statement & { readonly act: DeclaredAct };
/** A statement that is a withdrawal. */
export type Revocation = Statement & { readonly act: RevokedAct };

/** The receipt of a declaration: kept as it was given, since another day's program may draw it otherwise. */
export interface Receipt {
  /** Hex SHA-256 of the bytes. */
  readonly id: string;
  /** The PDF, base64. */
  readonly data: string;
}
