/**
 * The places a delegation holds while it is in force: under unique indexes they make the limits on
 * mandates, and "a second one of the same basis between the two", exact without a transaction.
 */
import { type Account, isOver } from './account.ts';
import type { Basis, Delegation } from './delegation.ts';

/** The two persons, as far as they are known. */
export interface KnownParties {
  readonly patient?: Account | undefined;
  readonly delegate?: Account | undefined;
}

/**
 * Whether it is over for good, so that its places may be given to another. A suspended person may
 * come back, and the delegation with them: that is not the end.
 */
export function isEnded(delegation: Delegation, parties: KnownParties, now: number): boolean {
  const { patient, delegate } = parties;
  return (
    delegation.revokedAt !== undefined ||
    now >= delegation.validUntil ||
    (patient !== undefined && isOver(patient)) ||
    (delegate !== undefined && isOver(delegate))
  );
}

/** The delegation revoked: its places are free at the same moment. Revoking again changes nothing. */
export function revoked(delegation: Delegation, now: number): Delegation {
  return delegation.revokedAt === undefined
    ? withoutPlaces({ ...delegation, revokedAt: now })
    : delegation;
}

/** The delegation without its unique places. */
export function withoutPlaces(delegation: Delegation): Delegation {
  const { delegatorSlot, delegateSlot, pairSlot, ...rest } = delegation;
  const hasPlaces = delegatorSlot ?? delegateSlot ?? pairSlot;
  return hasPlaces === undefined ? delegation : rest;
}

/** The place that only one delegation of a basis between two persons can hold. */
export function pairSlotOf(patientId: string, delegateId: string, basis: Basis): string {
  return `${patientId}|${delegateId}|${basis}`;
}

/** The places of a person for mandates given or held. */
export function slotsOf(personId: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, n) => `${personId}#${n}`);
}
