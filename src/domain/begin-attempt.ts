/** The beginning of a login: with nothing, or with facts that a live session already has. */
import { INTERACTION_S, PIN_ALONE_S } from '../../config/limits.ts';
import type { Amr, Choice, LoginAttempt, Requested } from './login.ts';

/** What a live session knows of its person. Instants are epoch ms. */
export interface SessionFacts {
  readonly accountId: string;
  readonly passwordAt: number;
  readonly secondFactorAt: number;
  readonly amr: readonly Amr[];
  /** A PIN that this grant may still claim. */
  readonly pinAt?: number;
  /** The choice that still holds for this client; without it the page is shown. */
  readonly choice?: Choice;
}

/** An interaction's attempt; nothing is stored. With a PIN asked, an old session starts afresh. */
export function beginAttempt(start: {
  /** The interaction's uid. */
  readonly id: string;
  readonly requested: Requested;
  readonly now: number;
  readonly session?: SessionFacts;
}): LoginAttempt {
  const { id, now } = start;
  const pinEndsAt = (start.session?.secondFactorAt ?? now) + PIN_ALONE_S * 1000;
  const session = start.requested.needsPin && now >= pinEndsAt ? undefined : start.session;
  return {
    id,
    requested: session ? askingChoice(start.requested, session) : start.requested,
    createdAt: now,
    // The PIN alone is enough only shortly after password and code.
    expiresAt: Math.min(
      now + INTERACTION_S * 1000,
      session && start.requested.needsPin ? pinEndsAt : Infinity,
    ),
    amr: [],
    ...session,
    pinFailures: 0,
    answers: 0,
  };
}

/** Nobody returns from a patient to oneself in silence: a session without choice is asked. */
function askingChoice(requested: Requested, session: SessionFacts): Requested {
  return requested.mayDelegate && session.choice === undefined
    ? { ...requested, needsChoice: true }
    : requested;
}
