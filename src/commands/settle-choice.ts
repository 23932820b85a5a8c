/** What follows a proven login without asking anybody: a level out of reach, a choice of one. */
import type { LoginAttempt } from '../domain/login.ts';
import { stepOf } from '../domain/login.ts';
import type { LoginEvent } from '../domain/login-event.ts';
import { record } from '../domain/login-events.ts';
import type { CommandDeps } from './deps.ts';
import { listChoices } from './list-choices.ts';

type Deps = Pick<CommandDeps, 'stores'>;

/**
 * Records for a stored attempt what needs no page: without a PIN on the account a request for it
 * ends (`unmet_acr`); where no delegation in force covers the request, the person acts for
 * themselves. Safe to repeat.
 */
export async function settleChoice(
  deps: Deps,
  attempt: LoginAttempt,
  now: number,
): Promise<LoginAttempt> {
  const step = stepOf(attempt, now);
  const event = await settledEvent(deps, attempt, now);
  if (!event) return attempt;
  return deps.stores.attempts.update(attempt.id, (current) =>
    stepOf(current, now) === step ? withEvent(current, event, now) : current,
  );
}

/** The same without storing anything: a GET changes nothing. */
export async function settledAttempt(
  deps: Deps,
  attempt: LoginAttempt,
  now: number,
): Promise<LoginAttempt> {
  // A stored attempt that still waits for a choice was shown one: who chose a patient whose
  // delegation ended meanwhile must be told, not led to their own record in silence.
  if (attempt.answers > 0 && stepOf(attempt, now) === 'delegation') return attempt;
  const event = await settledEvent(deps, attempt, now);
  return event ? withEvent(attempt, event, now) : attempt;
}

/** Settles what is stored of an attempt, so that the page that follows can be answered. */
export async function settleStored(deps: Deps, id: string, now: number): Promise<void> {
  const stored = await deps.stores.attempts.get(id);
  if (stored) await settleChoice(deps, stored, now);
}

/** Nobody answered a page for this, so the page that a GET shows has the number it will have when stored. */
function withEvent(attempt: LoginAttempt, event: LoginEvent, now: number): LoginAttempt {
  return { ...record(attempt, event, now), answers: attempt.answers };
}

async function settledEvent(
  { stores }: Deps,
  attempt: LoginAttempt,
  now: number,
): Promise<LoginEvent | undefined> {
  const { accountId = '', requested } = attempt;
  const step = stepOf(attempt, now);
  if (step === 'pin') {
    const account = await stores.accounts.get(accountId);
    return account?.pin ? undefined : { type: 'refused', as: 'unmet_acr' };
  }
  if (step !== 'delegation' || (requested.mayDelegate && requested.needsChoice)) return undefined;
  const options = await listChoices({ stores }, { accountId, requested, now });
  const isAsked = options.some(({ covers }) => covers);
  return isAsked ? undefined : { type: 'delegation_chosen', choice: { self: true } };
}
