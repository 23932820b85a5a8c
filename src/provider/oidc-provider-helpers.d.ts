/** The part of the library's grant helpers that `token-exchange.ts` uses; its own types leave them out. */
declare module 'oidc-provider/lib/helpers/grants.js' {
  import type { AccessToken, Grant, KoaContextWithOIDC, Provider } from 'oidc-provider';

  interface Proof {
    readonly thumbprint: string;
    readonly jti: string;
    readonly iat: number;
  }
  export function validateDpop(
    provider: Provider,
    ctx: KoaContextWithOIDC,
  ): Promise<Proof | undefined>;
  export function checkDpopReplay(
    provider: Provider,
    ctx: KoaContextWithOIDC,
    proof: Proof | undefined,
    clientId: string,
  ): Promise<void>;
  export function resolveAndApplyResource(
    provider: Provider,
    ctx: KoaContextWithOIDC,
    source: {
      readonly scopes: Set<string>;
      readonly resource: string;
      readonly resourceIndicators: Set<string>;
    },
    token: AccessToken,
    grant: Grant,
  ): Promise<string>;
  export function buildTokenResponse(
    provider: Provider,
    response: {
      readonly accessToken: string;
      readonly authorizationDetails?: readonly object[] | undefined;
      readonly expiresIn: number;
      readonly issuedTokenType: string;
      readonly scope?: string | undefined;
      readonly tokenType: string;
    },
  ): Record<string, unknown>;
}
