/**
 * The portal's own database: who is logged in here, and who is on the way.
 *
 * Nothing in it opens anything: cookies and states are kept as HMACs, tokens and names sealed. A
 * stolen copy shows at most that some account was logged in. Expiry is asked on every read; the
 * sweeper only reclaims space.
 */
import type { AnyDeclaration, CollectionDeclaration } from '../storage/collection.ts';

/** One browser that is logged in. `id` is the HMAC of its cookie. */
export interface PortalSession {
  readonly id: string;
  /** Account of the person who logged in, and the provider's session: for back-channel logout. */
  readonly sub: string;
  readonly sid?: string;
  /** JWE of SessionSecrets (`session.ts`). */
  readonly sealed: string;
  readonly createdAt: number;
  readonly seenAt: number;
  readonly expiresAt: number;
}

/**
 * Why a browser was sent to the provider: to log in, to choose another person, silently because
 * its grant stopped working, or to give the PIN in the middle of a task.
 */
export type LoginPurpose = 'login' | 'switch' | 'silent' | 'step-up';

/** One authorization request under way. `id` is the HMAC of its `state`. */
export interface LoginTransaction {
  readonly id: string;
  /** HMAC of the cookie of the browser that began it: nobody else may finish it. */
  readonly browser: string;
  readonly purpose: LoginPurpose;
  /** JWE of the PKCE verifier and the nonce. */
  readonly sealed: string;
  /** Path on this portal to come back to. */
  readonly returnTo: string;
  readonly createdAt: number;
  /** When its callback came, and when that was answered. */
  readonly usedAt?: number;
  readonly settledAt?: number;
  readonly expiresAt: number;
}

/** What somebody typed before the PIN was asked. `id` is the HMAC of browser and page: one for each. */
export interface Draft {
  readonly id: string;
  /** JWE of the account and the fields. */
  readonly sealed: string;
  readonly expiresAt: number;
}

/** A logout token that was acted on; `id` is the HMAC of its `jti`. */
export interface SpentLogoutToken {
  readonly id: string;
  readonly expiresAt: number;
}

export const sessions: CollectionDeclaration<PortalSession> = {
  name: 'portalSessions',
  fields: {
    sub: { type: String, required: true, index: true },
    sid: { type: String, index: true },
    sealed: { type: String, required: true },
    createdAt: { type: Number, required: true },
    seenAt: { type: Number, required: true },
    expiresAt: { type: Number, required: true, index: true },
  },
};

export const transactions: CollectionDeclaration<LoginTransaction> = {
  name: 'portalTransactions',
  fields: {
    browser: { type: String, required: true },
    purpose: { type: String, required: true },
    sealed: { type: String, required: true },
    returnTo: { type: String, required: true },
    createdAt: { type: Number, required: true },
    usedAt: { type: Number },
    settledAt: { type: Number },
    expiresAt: { type: Number, required: true, index: true },
  },
};

export const spentLogoutTokens: CollectionDeclaration<SpentLogoutToken> = {
  name: 'portalLogoutTokens',
  fields: { expiresAt: { type: Number, required: true, index: true } },
};

export const drafts: CollectionDeclaration<Draft> = {
  name: 'portalDrafts',
  fields: {
    sealed: { type: String, required: true },
    expiresAt: { type: Number, required: true, index: true },
  },
};

/** All of them, for `migrate` and the sweeper: each has an indexed `expiresAt`. */
export const PORTAL_COLLECTIONS: readonly AnyDeclaration[] = [
  sessions,
  transactions,
  spentLogoutTokens,
  drafts,
];
