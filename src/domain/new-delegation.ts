/** What a new delegation may be: its end, and the powers its basis can give. */
import { MANDATE_MONTHS } from '../../config/limits.ts';
import { addMonths, adultOn, endOfDay, instantOfMidnight, todayInRome } from './civil-date.ts';
import {
  ACTIONS,
  type Action,
  type Basis,
  DELEGABLE_SCOPES,
  type Powers,
  SERVICES,
  type Service,
  scopesCarried,
} from './delegation.ts';
import { CommandRefusedError } from './errors.ts';

/** What a delegation may be narrowed to: `*`, or class codes of the FSE. @source resource-servers 1.5 */
export const DATATYPES = ['*', 'REF', 'VRB', 'LDO', 'PRS', 'VAC'] as const;

/** Actions a mandate may be given. @source resource-servers 1.5 */
const MANDATE_ACTIONS: readonly Action[] = ['read', 'book', 'consent', 'notes'];
/** What a mandate does in each service when its paper says no more. @source design 6 */
const MANDATE_DEFAULTS: Readonly<Record<Service, readonly Action[]>> = {
  fse: ['read'],
  booking: ['book'],
  exemption: ['read'],
  registry: [],
};

/** What decides the end of a new delegation. */
export interface TermRequest {
  readonly basis: Basis;
  /** Of the patient, YYYY-MM-DD. */
  readonly birthdate: string;
  /** Inclusive last day of the decree or the mandate, YYYY-MM-DD. */
  readonly until?: string;
}

/**
 * The end of a new delegation: the 18th birthday for a parent, else the inclusive day to 24:00
 * Rome, by default 24 months from today (for a guardianship: when it must be reviewed).
 * @throws CommandRefusedError `until_not_allowed` · `adult` · `until_past` · `until_too_far`
 */
export function validUntilOf({ basis, birthdate, until }: TermRequest, now: number): number {
  if (basis === 'parental') {
    if (until !== undefined)
      throw new CommandRefusedError('until_not_allowed', 'a parent acts until the 18th birthday');
    const end = instantOfMidnight(adultOn(birthdate));
    if (end <= now) throw new CommandRefusedError('adult', 'the child is 18 or older');
    return end;
  }
  const furthest = addMonths(todayInRome(now), MANDATE_MONTHS);
  const last = until ?? furthest;
  if (basis === 'mandate' && last > furthest)
    throw new CommandRefusedError('until_too_far', `a mandate ends ${furthest} at the latest`);
  const end = endOfDay(last);
  if (end <= now) throw new CommandRefusedError('until_past', 'the last day has passed');
  return end;
}

/** The services of a delegation whose papers name none. @source design 9 */
export function defaultServices(basis: Basis): readonly Service[] {
  return basis === 'mandate' ? ['fse', 'booking'] : SERVICES;
}

/** The actions of a delegation whose papers name none. @source design 6 */
export function defaultActions(basis: Basis, services: readonly Service[]): readonly Action[] {
  if (basis !== 'mandate') return ACTIONS;
  const named = services.flatMap((service) => MANDATE_DEFAULTS[service]);
  return ACTIONS.filter((action) => named.includes(action));
}

/**
 * Refuses powers that the basis cannot give or that open nothing.
 * @throws CommandRefusedError `action_not_allowed` · `nothing_covered`
 */
export function checkPowers(powers: Powers): void {
  const { basis, actions } = powers;
  const excess = actions.find((action) => !MANDATE_ACTIONS.includes(action));
  if (basis === 'mandate' && excess)
    throw new CommandRefusedError('action_not_allowed', `a mandate never carries ${excess}`);
  if (scopesCarried(powers, DELEGABLE_SCOPES).length === 0)
    throw new CommandRefusedError(
      'nothing_covered',
      'these services and actions open nothing: name the actions too (registry: consent or notes)',
    );
}
