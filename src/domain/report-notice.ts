/** Who hears that a report is ready: only who asked for it, of one's own or of whom one represents by law. Pure. */
import { type Account, isActive } from './account.ts';
import { type Delegation, isInForce, scopesCarried } from './delegation.ts';

/** The persons a notice is for. @source resource-servers 6.5 */
export type NoticeAudience = 'patient' | 'patient-and-representatives';

/** Whether this person gets such messages at all. */
export function wantsNotices(account: Account): boolean {
  return isActive(account) && account.notices && account.phone !== undefined;
}

/**
 * Whether the delegate hears of the patient's reports: a parent or guardian in force, not somebody
 * with a mandate, who may read the health record. The notice does not say what kind of document
 * came, so it is for those alone who are shown every kind.
 */
export function hearsOfReports(
  delegation: Delegation,
  parties: { readonly patient: Account; readonly delegate: Account },
  now: number,
): boolean {
  return (
    delegation.basis !== 'mandate' &&
    isInForce(delegation, parties, now) &&
    scopesCarried(delegation, ['fse:read']).length > 0 &&
    delegation.datatypes.includes('*') &&
    wantsNotices(parties.delegate)
  );
}
