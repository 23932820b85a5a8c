/** The identity database's collections, opened. */
import type { Account, Card } from '../domain/account.ts';
import type { AuditEvent, AuditHead } from '../domain/audit-event.ts';
import type { Delegation } from '../domain/delegation.ts';
import type { GrantRecord } from '../domain/grant.ts';
import type { LoginAttempt } from '../domain/login.ts';
import type { Message } from '../domain/message.ts';
import type { Device, Tally } from '../domain/throttle.ts';
import type { Collection, Store } from '../storage/collection.ts';
import * as declared from './collections.ts';

export interface Stores {
  readonly accounts: Collection<Account>;
  readonly cards: Collection<Card>;
  readonly attempts: Collection<LoginAttempt>;
  readonly tallies: Collection<Tally>;
  readonly delegations: Collection<Delegation>;
  readonly grants: Collection<GrantRecord>;
  readonly artifacts: Collection<declared.Artifact>;
  readonly messages: Collection<Message>;
  readonly devices: Collection<Device>;
  readonly signingKeys: Collection<declared.SigningKey>;
  readonly stamps: Collection<declared.Stamp>;
  readonly auditEvents: Collection<AuditEvent>;
  readonly auditHeads: Collection<AuditHead>;
}

/** The collections of an opened and migrated identity database. */
export function openStores(store: Store): Stores {
  return {
    accounts: store.collection(declared.accounts),
    cards: store.collection(declared.cards),
    attempts: store.collection(declared.attempts),
    tallies: store.collection(declared.tallies),
    delegations: store.collection(declared.delegations),
    grants: store.collection(declared.grants),
    artifacts: store.collection(declared.artifacts),
    messages: store.collection(declared.messages),
    devices: store.collection(declared.devices),
    signingKeys: store.collection(declared.signingKeys),
    stamps: store.collection(declared.stamps),
    auditEvents: store.collection(declared.auditEvents),
    auditHeads: store.collection(declared.auditHeads),
  };
}
