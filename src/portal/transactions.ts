/** Logins under way: several at once, each bound to the browser that began it, each finished once. */
import { randomNonce, randomPKCECodeVerifier } from 'openid-client';
import { z } from 'zod';
import { PORTAL_LOGIN_S } from '../../config/limits.ts';
import { type Collection, NotFoundError } from '../storage/collection.ts';
import type { LoginPurpose, LoginTransaction } from './collections.ts';
import type { Checks } from './oidc-client.ts';
import { type Vault, randomValue } from './vault.ts';

/** What a callback finds for its `state`. */
export type Claim =
  | {
      readonly kind: 'first' | 'repeated';
      readonly purpose: LoginPurpose;
      readonly returnTo: string;
      readonly checks: Checks;
      /** When it was used first. */
      readonly usedAt: number;
    }
  /** Never begun, begun by another browser, or too long ago. */
  | { readonly kind: 'unknown' };

export interface Transactions {
  /** Remembers a login that begins in this browser; what the request must carry. */
  begin(
    login: { readonly browser: string; readonly purpose: LoginPurpose; readonly returnTo: string },
    now: number,
  ): Promise<Checks>;
  /** Takes the login of this state: `first` for exactly one of any number of callbacks. */
  claim(state: string, browser: string, now: number): Promise<Claim>;
  /** The first callback is answered, well or not. */
  settle(state: string, now: number): Promise<void>;
  /** Whether it is. */
  isSettled(state: string): Promise<boolean>;
}

const sealedChecks = z.object({ nonce: z.string(), verifier: z.string() });

/** Transactions over their collection; `browser` is the value of the browser's cookie. */
export function createTransactions(
  collection: Collection<LoginTransaction>,
  vault: Vault,
): Transactions {
  const idOf = (state: string): string => vault.mark('state', state);
  const browserOf = (cookie: string): string => vault.mark('browser', cookie);
  return {
    async begin({ browser, purpose, returnTo }, now) {
      const state = randomValue();
      const secrets = { nonce: randomNonce(), verifier: randomPKCECodeVerifier() };
      await collection.insert({
        id: idOf(state),
        browser: browserOf(browser),
        purpose,
        sealed: await vault.seal(secrets),
        returnTo,
        createdAt: now,
        expiresAt: now + PORTAL_LOGIN_S * 1000,
      });
      return { state, ...secrets };
    },
    async claim(state, browser, now) {
      const mine = browserOf(browser);
      const seen = { isFirst: false };
      let row: LoginTransaction;
      try {
        row = await collection.update(idOf(state), (current) => {
          seen.isFirst =
            current.browser === mine && current.expiresAt > now && current.usedAt === undefined;
          return seen.isFirst ? { ...current, usedAt: now } : current;
        });
      } catch (error) {
        if (error instanceof NotFoundError) return { kind: 'unknown' };
        throw error;
      }
      if (row.browser !== mine || row.expiresAt <= now) return { kind: 'unknown' };
      const { nonce, verifier } = sealedChecks.parse(await vault.unseal(row.sealed));
      return {
        kind: seen.isFirst ? 'first' : 'repeated',
        purpose: row.purpose,
        returnTo: row.returnTo,
        checks: { state, nonce, verifier },
        usedAt: row.usedAt ?? now,
      };
    },
    async settle(state, now) {
      await collection.update(idOf(state), (current) => ({ ...current, settledAt: now }));
    },
    async isSettled(state) {
      return (await collection.get(idOf(state)))?.settledAt !== undefined;
    },
  };
}
