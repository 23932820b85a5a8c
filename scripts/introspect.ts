/**
 * `npm run -s introspect`: an example for those who run another regional service. Its tokens are
 * opaque: it asks the provider what one says (RFC 7662), with `--signed` as a JWT that it verifies
 * (RFC 9701). Without `--token` the example gets a token through the mobile app's login.
 */
import * as oidc from 'openid-client';
import { regionalAudience } from '../config/audiences.ts';
import { type Settings, readSettings } from '../config/settings.ts';
import { GassError } from '../src/domain/errors.ts';
import { LOGIN_OPTIONS, readLogin } from './support/app-options.ts';
import { UsageError, optional, readOptions, runScript } from './support/command-line.ts';
import { insecureWhere, logInAsApp } from './support/mobile-app.ts';

const USAGE = `npm run -s introspect -- (--token T | --login [--non-interactive --serial N
  --password P [--new-password P] [--delegation self|ID]]) [--signed]`;
/** The demo's service (design 9); another one sets its own. */
const SERVICE = { id: 'servizio-regionale', secret: 'demo-servizio-regionale' };

await runScript(USAGE, async (args) => {
  const settings = readSettings(process.env);
  const typed = readOptions(
    {
      ...LOGIN_OPTIONS,
      token: { type: 'string' },
      login: { type: 'boolean' },
      signed: { type: 'boolean' },
    },
    args,
  );
  const given = optional(typed, 'token');
  if ((given === undefined) === (typed['login'] !== true))
    throw new UsageError('Write either --token or --login.');
  const open = readLogin(typed, settings);
  const token = given ?? (await tokenFor(settings, open));
  return introspect(settings.issuer, token, typed['signed'] === true);
});

/** A token for this service, as its app would get one. */
async function tokenFor(
  settings: Settings,
  open: (address: URL) => Promise<void>,
): Promise<string> {
  const tokens = await logInAsApp({
    issuer: settings.issuer,
    scope: 'openid',
    resource: regionalAudience(SERVICE.id).uri,
    open,
  });
  return tokens.access_token;
}

/** What the provider says of the token; `{ active: false }` is all it says of those of others. */
async function introspect(issuer: string, token: string, isSigned: boolean): Promise<object> {
  const metadata = isSigned ? { introspection_signed_response_alg: 'ES256' } : {};
  const verify = isSigned ? [oidc.enableNonRepudiationChecks] : [];
  try {
    const config = await oidc.discovery(
      new URL(issuer),
      SERVICE.id,
      metadata,
      oidc.ClientSecretBasic(SERVICE.secret),
      { execute: [...insecureWhere(issuer), ...verify] },
    );
    return await oidc.tokenIntrospection(config, token);
  } catch (cause) {
    const reason = cause instanceof oidc.ResponseBodyError ? cause.error : 'nobody answers there';
    const detail = `Introspection at ${issuer} failed: ${reason}.`;
    throw new GassError('unavailable', { status: 503, detail, cause });
  }
}
