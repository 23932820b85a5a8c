/** What our servers are compared with, and the kit's check alone: `server.ts bare|plain|kit <port> ...`. */
import Koa from 'koa';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { Provider } from 'oidc-provider';
import { createAuthenticator } from '../../src/resource-servers/kit/authenticate.ts';
import { openIssuer } from '../../src/resource-servers/kit/issuer.ts';
import { openStatusLists } from '../../src/resource-servers/kit/status.ts';

const [kind, port, issuerUrl = '', audience = ''] = process.argv.slice(2);
const ANSWER = { resourceType: 'Patient', active: true };

/** oidc-provider as it comes: memory adapter, one client that introspects its own opaque tokens. */
function bare(): Koa {
  return new Provider(`http://localhost:${port ?? ''}`, {
    clients: [
      {
        client_id: 'servizio-regionale',
        client_secret: 'demo-servizio-regionale',
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
      },
    ],
    features: {
      clientCredentials: { enabled: true },
      introspection: { enabled: true, allowedPolicy: () => true },
      devInteractions: { enabled: false },
    },
    ttl: { ClientCredentials: 600 },
  });
}

/** The least that checks a token: signature, issuer, audience, type. */
function plain(): Koa {
  const keys = createRemoteJWKSet(new URL(`${issuerUrl}/jwks`));
  const app = new Koa();
  app.use(async (ctx) => {
    const token = ctx.get('authorization').slice('Bearer '.length);
    await jwtVerify(token, keys, {
      issuer: issuerUrl,
      audience,
      typ: 'at+jwt',
      algorithms: ['ES256'],
    });
    ctx.body = ANSWER;
  });
  return app;
}

/** The kit's whole check of a token: status list, shape, caller. */
function kit(): Koa {
  const issuer = openIssuer({ issuer: issuerUrl, clientId: 'fse' });
  const statusLists = openStatusLists({ issuer, onFailure: () => undefined });
  const authenticator = createAuthenticator({ audience, issuer, statusLists });
  const app = new Koa();
  app.use(async (ctx) => {
    await authenticator.authenticate(ctx.req, ctx.path);
    ctx.body = ANSWER;
  });
  return app;
}

const app = kind === 'bare' ? bare() : kind === 'plain' ? plain() : kit();
app.listen(Number(port), 'localhost', () => process.stdout.write('ready\n'));
process.once('SIGTERM', () => process.exit(0));
