/**
 * The identity database: every collection declared once.
 *
 * Bearer values are never keys, passwords are hashes, bodies and private keys are sealed: a stolen
 * backup opens no session. No TTL index: expiry is asked on every read, the sweeper reclaims space.
 */
import type { Account, Card } from '../domain/account.ts';
import type { AuditEvent, AuditHead } from '../domain/audit-event.ts';
import type { Delegation } from '../domain/delegation.ts';
import type { GrantRecord } from '../domain/grant.ts';
import type { LoginAttempt } from '../domain/login.ts';
import type { Message } from '../domain/message.ts';
import type { Device, Tally } from '../domain/throttle.ts';
import type { AnyDeclaration, CollectionDeclaration } from '../storage/collection.ts';

/**
 * Anything oidc-provider stores but a Grant: sessions, codes, opaque tokens, pushed requests.
 * `id` is an HMAC of model and id; where the id is the token, the payload has no `jti`.
 */
export interface Artifact {
  readonly id: string;
  readonly model: string;
  readonly grantId?: string;
  readonly accountId?: string;
  /** Session and Interaction uid. */
  readonly uid?: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly consumedAt?: number;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** A key that signs tokens, sealed whole; its kid is its thumbprint (RFC 7638). */
export interface SigningKey {
  readonly id: string;
  readonly alg: 'ES256' | 'RS256';
  /** JWE of the private JWK. */
  readonly sealedKey: string;
  readonly createdAt: number;
}

/** What the database says of itself: whether it is a demo's. One row, id `stamp`. */
export interface Stamp {
  readonly id: string;
  readonly demo: boolean;
  readonly createdAt: number;
}

const id = { type: String, required: true, index: true } as const;

export const accounts: CollectionDeclaration<Account> = {
  name: 'accounts',
  fields: {
    kind: { type: String, required: true },
    status: { type: String, required: true },
    fiscalCode: { type: String, required: true, unique: true },
    username: { type: String, unique: true },
    givenName: { type: String, required: true },
    familyName: { type: String, required: true },
    birthdate: { type: String, required: true },
    gender: { type: String, required: true },
    language: { type: String, required: true },
    notices: { type: Boolean, required: true },
    phone: { type: String },
    phoneChangedAt: { type: Number },
    password: { type: Object },
    pin: { type: Object },
    codeFailures: { type: Number, required: true },
    notBefore: { type: Number, required: true },
    deceasedOn: { type: String },
    createdAt: { type: Number, required: true, index: true },
  },
};

export const cards: CollectionDeclaration<Card> = {
  name: 'cards',
  fields: {
    accountId: id,
    issuedAt: { type: Number, required: true },
    revokedAt: { type: Number },
    activeFor: { type: String, unique: true },
  },
};

export const attempts: CollectionDeclaration<LoginAttempt> = {
  name: 'attempts',
  fields: {
    requested: { type: Object, required: true },
    createdAt: { type: Number, required: true },
    expiresAt: { type: Number, required: true, index: true },
    accountId: { type: String, index: true },
    passwordAt: { type: Number },
    amr: { type: [String], required: true },
    temporaryHash: { type: String },
    newPasswordHash: { type: String },
    challenge: { type: Object },
    secondFactorAt: { type: Number },
    firstAccessAt: { type: Number },
    pinFailures: { type: Number, required: true },
    pinAt: { type: Number },
    choice: { type: Object },
    consentAt: { type: Number },
    refusedAs: { type: String },
    answers: { type: Number, required: true },
    lastRefusal: { type: Object },
  },
};

export const tallies: CollectionDeclaration<Tally> = {
  name: 'tallies',
  fields: {
    events: { type: [Object], required: true },
    expiresAt: { type: Number, required: true, index: true },
  },
};

export const delegations: CollectionDeclaration<Delegation> = {
  name: 'delegations',
  fields: {
    delegatorId: id,
    delegateId: id,
    basis: { type: String, required: true },
    services: { type: [String], required: true },
    actions: { type: [String], required: true },
    datatypes: { type: [String], required: true },
    validUntil: { type: Number, required: true },
    createdAt: { type: Number, required: true },
    revokedAt: { type: Number },
    delegatorSlot: { type: String, unique: true },
    delegateSlot: { type: String, unique: true },
    pairSlot: { type: String, unique: true },
  },
};

export const grants: CollectionDeclaration<GrantRecord> = {
  name: 'grants',
  fields: {
    clientId: { type: String, required: true },
    accountId: { type: String, index: true },
    sessionUid: { type: String, index: true },
    delegationId: { type: String, index: true },
    parentId: { type: String, index: true },
    authTime: { type: Number },
    amr: { type: [String] },
    pinAt: { type: Number },
    createdAt: { type: Number, required: true },
    expiresAt: { type: Number, required: true, index: true },
    revokedAt: { type: Number, index: true },
    statusEntry: { type: String, unique: true },
    previousStatusEntry: { type: String, index: true },
    payload: { type: Object, required: true },
  },
};

export const artifacts: CollectionDeclaration<Artifact> = {
  name: 'artifacts',
  fields: {
    model: { type: String, required: true },
    grantId: { type: String, index: true },
    accountId: { type: String, index: true },
    uid: { type: String, index: true },
    payload: { type: Object, required: true },
    consumedAt: { type: Number },
    createdAt: { type: Number, required: true },
    expiresAt: { type: Number, required: true, index: true },
  },
};

export const messages: CollectionDeclaration<Message> = {
  name: 'messages',
  fields: {
    kind: { type: String, required: true },
    channel: { type: String, required: true },
    accountId: id,
    attemptId: { type: String },
    sealedBody: { type: String },
    createdAt: { type: Number, required: true },
    expiresAt: { type: Number, required: true },
    dueAt: { type: Number, index: true },
    leasedUntil: { type: Number },
    leaseHolder: { type: String },
    tries: { type: Number, required: true },
    handedOverAt: { type: Number },
    failedAt: { type: Number },
    failure: { type: String },
    providerRef: { type: String, unique: true },
    removeAt: { type: Number, required: true, index: true },
  },
};

export const devices: CollectionDeclaration<Device> = {
  name: 'devices',
  fields: {
    accountIds: { type: [String], required: true },
    failures: { type: Number, required: true },
    createdAt: { type: Number, required: true },
    expiresAt: { type: Number, required: true, index: true },
  },
};

export const signingKeys: CollectionDeclaration<SigningKey> = {
  name: 'signingKeys',
  fields: {
    alg: id,
    sealedKey: { type: String, required: true },
    createdAt: { type: Number, required: true },
  },
};

export const stamps: CollectionDeclaration<Stamp> = {
  name: 'stamps',
  fields: { demo: { type: Boolean, required: true }, createdAt: { type: Number, required: true } },
};

export const auditEvents: CollectionDeclaration<AuditEvent> = {
  name: 'auditEvents',
  fields: {
    chain: id,
    position: { type: String, required: true, unique: true },
    at: { type: Number, required: true, index: true },
    kind: { type: String, required: true },
    subject: { type: String, index: true },
    data: { type: Object, required: true },
    previous: { type: String, required: true },
    hash: { type: String, required: true },
  },
};

export const auditHeads: CollectionDeclaration<AuditHead> = {
  name: 'auditHeads',
  fields: {
    count: { type: Number, required: true },
    hash: { type: String, required: true },
    updatedAt: { type: Number, required: true, index: true },
    seal: { type: String, required: true },
  },
};

/** All of them, for `migrate`. */
export const IDENTITY_COLLECTIONS: readonly AnyDeclaration[] = [
  accounts,
  cards,
  attempts,
  tallies,
  delegations,
  grants,
  artifacts,
  messages,
  devices,
  signingKeys,
  stamps,
  auditEvents,
  auditHeads,
];
