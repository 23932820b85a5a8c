/** A provider for the bench of a resource server: keys, an empty status list, and tokens by the thousand. */
import { randomUUID } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import Koa from 'koa';
import { STATUS_EXP_S, STATUS_LIST_ENTRIES, STATUS_TTL_S } from '../../config/limits.ts';
import { ACR_OTP } from '../../src/tokens/acr.ts';
import { FISCAL_NUMBER_CLAIM } from '../../src/tokens/claims.ts';
import { listen } from '../../src/web/listen.ts';

export interface BenchIssuer {
  readonly url: string;
  /** A token of one's own: a person's, or with an organisation a laboratory's. */
  token(who: { readonly fiscalCode: string } | { readonly organization: string }): Promise<string>;
  close(): Promise<void>;
}

/** Longer than a bench lasts. */
const TOKEN_S = 3600;

/** Starts it on a free port; tokens are for this audience. */
export async function benchIssuer(audience: string): Promise<BenchIssuer> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const kid = randomUUID();
  const jwk = { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' };
  const list = deflateSync(new Uint8Array(STATUS_LIST_ENTRIES / 8)).toString('base64url');
  let url = '';
  const sign = (claims: Record<string, unknown>, typ: string, seconds: number): Promise<string> =>
    new SignJWT({ iss: url, ...claims })
      .setProtectedHeader({ alg: 'ES256', typ, kid })
      .setIssuedAt()
      .setExpirationTime(`${seconds} s`)
      .sign(privateKey);
  const app = new Koa();
  app.use(async (ctx) => {
    if (ctx.path === '/jwks') ctx.body = { keys: [jwk] };
    else if (ctx.path === '/status') {
      ctx.type = 'application/statuslist+jwt';
      ctx.body = await sign(
        { sub: `${url}/status`, ttl: STATUS_TTL_S, status_list: { bits: 1, lst: list } },
        'statuslist+jwt',
        STATUS_EXP_S,
      );
    } else ctx.body = { issuer: url, jwks_uri: `${url}/jwks` };
  });
  const listening = await listen(app.callback(), { host: '127.0.0.1', port: 0, drainS: 1 });
  url = `http://localhost:${listening.port}`;
  return {
    url,
    token(who) {
      const common = {
        aud: audience,
        jti: randomUUID(),
        status: { status_list: { idx: 7, uri: `${url}/status` } },
      };
      if ('organization' in who)
        return sign(
          {
            ...common,
            sub: 'laboratorio',
            client_id: 'laboratorio',
            scope: 'fse:publish',
            organization: who.organization,
          },
          'at+jwt',
          TOKEN_S,
        );
      return sign(
        {
          ...common,
          sub: randomUUID(),
          client_id: 'portale-salute',
          scope: 'fse:read',
          acr: ACR_OTP,
          amr: ['pwd', 'sms', 'mfa'],
          auth_time: Math.floor(Date.now() / 1000),
          [FISCAL_NUMBER_CLAIM]: `TINIT-${who.fiscalCode}`,
          given_name: 'Prova',
          family_name: 'Misura',
          birthdate: '1980-01-01',
          gender: 'female',
        },
        'at+jwt',
        TOKEN_S,
      );
    },
    close: () => listening.close(),
  };
}
