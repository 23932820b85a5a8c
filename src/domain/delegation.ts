/**
 * Who may act for whom, on what basis, for what and until when.
 *
 * A delegation carries a scope when its service is named and the action its routes ask for is
 * there (the table of design 6). What no rule names is never carried: hiding, the account itself,
 * notices, enrolment.
 */
import { type Account, isActive } from './account.ts';
import { adultOn, instantOfMidnight } from './civil-date.ts';

/** Legal basis. @source DM 7 Sept 2023 art. 8 and 11 */
export const BASES = ['parental', 'guardianship', 'mandate'] as const;
export type Basis = (typeof BASES)[number];

/** Verbs of a delegation. @source resource-servers 1.5 */
export const ACTIONS = [
  'read',
  'book',
  'consent',
  'notes',
  'declare',
  'choose-doctor',
  'audit',
] as const;
export type Action = (typeof ACTIONS)[number];

/** Short names of the services a delegation may cover. */
export const SERVICES = ['fse', 'booking', 'exemption', 'registry'] as const;
export type Service = (typeof SERVICES)[number];

/** Vocabulary of the FSE. @source it-fse-support role value set: GEN parent, TUT guardian, ING other */
export type SubjectRole = 'GEN' | 'TUT' | 'ING';

/** A delegation as stored: never changed but for its end. */
export interface Delegation {
  readonly id: string;
  /** The patient, whose record it is. */
  readonly delegatorId: string;
  /** The person who acts. */
  readonly delegateId: string;
  readonly basis: Basis;
  readonly services: readonly Service[];
  readonly actions: readonly Action[];
  /** FSE class codes, or `*` for all. */
  readonly datatypes: readonly string[];
  /** Instant at which it stops (exclusive): 00:00 Rome of the 18th birthday or of the day after the last. */
  readonly validUntil: number;
  readonly createdAt: number;
  readonly revokedAt?: number;
  /** Unique places that make the limits exact without a transaction: `<person>#<n>`; given up at the end. */
  readonly delegatorSlot?: string;
  readonly delegateSlot?: string;
  /** Unique while in force: `<patient>|<delegate>|<basis>`. */
  readonly pairSlot?: string;
}

/** The two persons of a delegation, as they are now. */
export interface Parties {
  readonly patient: Account;
  readonly delegate: Account;
}

/** What of a delegation decides what it carries. */
export type Powers = Pick<Delegation, 'basis' | 'services' | 'actions'>;

interface Rule {
  readonly service: Service;
  /** One of these actions is needed. */
  readonly legal: readonly Action[];
  /** The same for a mandate; nothing listed means never. */
  readonly mandate: readonly Action[];
}

/** The table of design 6, one row a scope. */
const RULES: Readonly<Record<string, Rule>> = {
  'fse:read': { service: 'fse', legal: ['read'], mandate: ['read'] },
  'booking:read': { service: 'booking', legal: ['book'], mandate: ['book'] },
  'booking:write': { service: 'booking', legal: ['book'], mandate: ['book'] },
  'exemption:read': { service: 'exemption', legal: ['read'], mandate: ['read'] },
  // A sworn statement and a personal choice: only who represents the patient by law.
  'exemption:declare': { service: 'exemption', legal: ['declare'], mandate: [] },
  'registry:choose': { service: 'registry', legal: ['choose-doctor'], mandate: [] },
  'registry:write': {
    service: 'registry',
    legal: ['consent', 'notes'],
    mandate: ['consent', 'notes'],
  },
  'registry:read': { service: 'registry', legal: ['read'], mandate: ['consent', 'notes'] },
};

/** How the FSE calls the one who acts. */
export function subjectRoleOf(basis: Basis): SubjectRole {
  return ({ parental: 'GEN', guardianship: 'TUT', mandate: 'ING' } as const)[basis];
}

/**
 * Whether the delegate may act for the patient now: not revoked, not over, both persons active,
 * and for a parent the child under 18 by the birth date as it is known today.
 */
export function isInForce(delegation: Delegation, parties: Parties, now: number): boolean {
  const { patient, delegate } = parties;
  return (
    delegation.revokedAt === undefined &&
    delegation.delegatorId === patient.id &&
    delegation.delegateId === delegate.id &&
    isActive(patient) &&
    isActive(delegate) &&
    now < endOf(delegation, patient)
  );
}

/** The instant at which it stops by itself (exclusive): nothing made under it may live longer. */
export function endOf(delegation: Delegation, patient: Account): number {
  return delegation.basis === 'parental'
    ? Math.min(delegation.validUntil, instantOfMidnight(adultOn(patient.birthdate)))
    : delegation.validUntil;
}

/** Of the scopes of services those that may be used under the delegation, in the order given. */
export function scopesCarried(powers: Powers, scopes: readonly string[]): string[] {
  return scopes.filter((scope) => {
    const rule = Object.hasOwn(RULES, scope) ? RULES[scope] : undefined;
    if (!rule || !powers.services.includes(rule.service)) return false;
    const needed = powers.basis === 'mandate' ? rule.mandate : rule.legal;
    return needed.some((action) => powers.actions.includes(action));
  });
}

/** The scopes that some delegation carries. */
export const DELEGABLE_SCOPES: readonly string[] = Object.keys(RULES);
