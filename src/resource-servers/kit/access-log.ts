/**
 * Step 9 of every request: the record is durable before the answer leaves. If it cannot be
 * written, nothing is disclosed. @source resource-servers 1.4, 1.11
 */
import { createHmac } from 'node:crypto';
import type { AuditTrail } from '../../audit/trail.ts';
import type { AccessFacts, StoredFacts } from './access-facts.ts';
import type { Admitted } from './require.ts';

/** Kind of these records in the audit trail. */
export const ACCESS_KIND = 'access';

/** Where a request came from. */
export interface RequestOrigin {
  readonly requestId: string;
  readonly address: string;
}

export interface AccessLog {
  /** Resolves when the record is durable. @throws what the trail throws */
  record(
    caller: Admitted,
    facts: AccessFacts,
    outcome: StoredFacts['outcome'],
    origin: RequestOrigin,
  ): Promise<void>;
  /** Key of a person's records: tells a reader of the trail nothing about who it is. */
  subjectOf(fiscalCode: string): string;
}

/** A log on one trail; `key` is 32 bytes, base64url. */
export function createAccessLog(trail: AuditTrail, key: string): AccessLog {
  const secret = Buffer.from(key, 'base64url');
  const subjectOf = (fiscalCode: string): string =>
    createHmac('sha256', secret).update(`access-log ${fiscalCode}`).digest('base64url');
  return {
    subjectOf,
    async record(caller, { fiscalCode, ...facts }, outcome, origin) {
      const data: StoredFacts = {
        ...facts,
        ...origin,
        outcome,
        clientId: caller.clientId,
        tokenId: caller.tokenId,
        ...actorOf(caller),
      };
      await trail.record({
        kind: ACCESS_KIND,
        ...(fiscalCode === undefined ? {} : { subject: subjectOf(fiscalCode) }),
        data,
      });
    },
  };
}

function actorOf(caller: Admitted): Pick<StoredFacts, 'actor' | 'delegation'> {
  if (caller.kind === 'service') return {};
  const { delegation, detail } = caller;
  if (!delegation || !detail)
    return {
      actor: {
        sub: caller.patientId,
        role: 'ASS',
        name: `${caller.givenName} ${caller.familyName}`,
      },
    };
  const { sub, subject_role: role, given_name, family_name } = delegation.actor;
  return {
    actor: { sub, role, name: `${given_name} ${family_name}` },
    delegation: { id: detail.delegation_id, basis: detail.basis },
  };
}
