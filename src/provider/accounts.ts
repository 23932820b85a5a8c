/** How oidc-provider finds a person, and what ID token and userinfo say: always of who logged in. */
import type { Account as LibraryAccount, AccountClaims, KoaContextWithOIDC } from 'oidc-provider';
import { type Account, isActive } from '../domain/account.ts';
import type { Stores } from '../stores/stores.ts';
import { FISCAL_NUMBER_CLAIM, toFiscalNumber } from '../tokens/claims.ts';
import type { GrantRecords } from './grant-records.ts';
import { levelOf } from './token-claims.ts';

/** Claims by scope; `acr`, `amr` and `auth_time` must stand under openid to reach ID tokens. */
export const CLAIMS_BY_SCOPE = {
  openid: ['sub', 'acr', 'amr', 'auth_time'],
  profile: ['name', 'given_name', 'family_name', 'birthdate', 'gender'],
  fiscal_number: [FISCAL_NUMBER_CLAIM],
};

/** A code or refresh token, which carries the level at which the login ended. */
interface LevelledSource {
  readonly grantId?: string;
  acr?: string | undefined;
  amr?: string[] | undefined;
}

/**
 * `findAccount` of oidc-provider. When a code or refresh token is used, its level is brought up to
 * date from the grant: a refresh token would otherwise carry acr pin for its whole life.
 */
export function createAccountFinder(
  stores: Pick<Stores, 'accounts'>,
  grants: GrantRecords,
): (ctx: KoaContextWithOIDC, sub: string, source?: object) => Promise<LibraryAccount | undefined> {
  return async (ctx, sub, source) => {
    const account = await stores.accounts.get(sub);
    if (!account || !isActive(account)) return undefined;
    const levelled = source as LevelledSource | undefined; // the library hands over its own token models
    if (ctx.oidc.route === 'token' && levelled?.grantId !== undefined) {
      const live = await grants.live(levelled.grantId, Date.now());
      Object.assign(levelled, levelOf(live?.record, Date.now()));
    }
    return { accountId: sub, claims: () => Promise.resolve(claimsOf(account)) };
  };
}

function claimsOf(account: Account): AccountClaims {
  return {
    sub: account.id,
    name: `${account.givenName} ${account.familyName}`,
    given_name: account.givenName,
    family_name: account.familyName,
    birthdate: account.birthdate,
    gender: account.gender,
    [FISCAL_NUMBER_CLAIM]: toFiscalNumber(account.fiscalCode),
  };
}
