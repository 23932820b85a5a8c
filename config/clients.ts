/**
 * Registered clients: RFC 7591 metadata plus what only we need (design 9).
 *
 * Scopes are bound to clients: `audiences` lists, for each audience, the scopes a client may ever
 * ask. What is not listed is `invalid_target`. On one machine the demo's clients are registered
 * as well; elsewhere the file of `GASS_CLIENTS` is all there is.
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { OIDC_SCOPES, PERSON_SCOPES, isServiceScope } from '../src/tokens/scopes.ts';
import { REGIONAL_PREFIX, type Audience, regionalAudience, serviceAudiences } from './audiences.ts';
import { type PublicJwk, ensureClientKey, publicPart } from './client-keys.ts';
import { SettingsError, type Settings, isLoopback } from './settings.ts';

/** `urn:ietf:params:oauth:grant-type:token-exchange` (RFC 8693 2.1). */
export const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';

/** Sworn declarations: not among the forms of CAD art. 65 c. 1 until the region says so. @source design 12 */
const DECLARE = 'exemption:declare';

const registrationSchema = z.looseObject({
  client_id: z.string().regex(/^[\x21-\x7e]{1,100}$/, 'must be 1 to 100 visible ASCII characters'),
  client_name: z.string().min(1),
  grant_types: z
    .array(z.enum(['authorization_code', 'refresh_token', 'client_credentials', TOKEN_EXCHANGE]))
    .min(1),
  redirect_uris: z.array(z.string()).default([]),
  token_endpoint_auth_method: z.enum([
    'none',
    'private_key_jwt',
    'client_secret_basic',
    'client_secret_post',
  ]),
  client_secret: z.string().min(16).optional(),
  /** Audience -> scopes the client may ask there; a regional audience has an empty list. */
  audiences: z.record(z.string(), z.array(z.string())).default({}),
  delegation_aware: z.boolean().default(false),
  may_exchange: z.boolean().default(false),
  third_party: z.boolean().default(false),
  /** Code of the organisation that publishes (resource-servers 6.6). */
  organization: z.string().optional(),
  pkce: z.enum(['required', 'optional']).default('required'),
  profile: z.enum(['fapi2']).optional(),
});

/** One client as registered, ours and the library's metadata in one object. */
export type ClientRegistration = z.infer<typeof registrationSchema>;

/** Every client and audience of this deployment. @throws SettingsError with every problem */
export function registeredClients(settings: Settings): {
  readonly clients: readonly ClientRegistration[];
  readonly audiences: readonly Audience[];
} {
  const services = serviceAudiences({ ...settings.urls, issuer: settings.issuer });
  const problems: string[] = [];
  const clients = [
    ...(settings.isDemo ? demoClients(settings, services) : []),
    ...(settings.clientsFile ? readClients(settings.clientsFile, problems) : []),
  ];
  const audiences = [
    ...services,
    ...clients
      .map((client) => regionalAudience(client.client_id))
      .filter(({ uri }) => clients.some((client) => uri in client.audiences)),
  ];
  for (const [index, client] of clients.entries()) {
    if (clients.findIndex(({ client_id }) => client_id === client.client_id) !== index)
      problems.push(`client ${client.client_id} is registered twice`);
    problems.push(...clientProblems(client, audiences, settings));
  }
  if (problems.length > 0)
    throw new SettingsError(problems.map((line) => `GASS_CLIENTS: ${line}.`));
  return { clients, audiences };
}

function readClients(file: string, problems: string[]): ClientRegistration[] {
  try {
    const parsed = z.array(registrationSchema).safeParse(JSON.parse(readFileSync(file, 'utf8')));
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues)
      problems.push(`${issue.path.join('.')}: ${issue.message}`);
  } catch (error) {
    problems.push(
      `${file} cannot be read as JSON (${error instanceof Error ? error.message : 'unknown'})`,
    );
  }
  return [];
}

function clientProblems(
  client: ClientRegistration,
  audiences: readonly Audience[],
  { isLocal, takesDeclarations }: Pick<Settings, 'isLocal' | 'takesDeclarations'>,
): string[] {
  const name = `client ${client.client_id}`;
  const problems: string[] = [];
  for (const [uri, scopes] of Object.entries(client.audiences)) {
    const audience = audiences.find((one) => one.uri === uri);
    if (!audience) {
      problems.push(`${name}: ${uri} is no audience of this deployment`);
      continue;
    }
    const known = audience.service ? audience.service : undefined;
    for (const scope of scopes) {
      const isKnown =
        known !== undefined &&
        (isServiceScope(scope) || (PERSON_SCOPES[known] as readonly string[]).includes(scope));
      if (!isKnown) problems.push(`${name}: ${scope} is no scope of ${uri}`);
      if (scope === DECLARE && !takesDeclarations)
        problems.push(
          `${name}: ${DECLARE} is off until the region confirms declarations made here; then set GASS_DECLARATIONS=on`,
        );
    }
  }
  if (client.may_exchange !== client.grant_types.includes(TOKEN_EXCHANGE))
    problems.push(`${name}: may_exchange and the grant type ${TOKEN_EXCHANGE} go together`);
  if (client.token_endpoint_auth_method.startsWith('client_secret') && !client.client_secret)
    problems.push(`${name}: client_secret is missing`);
  if (client.token_endpoint_auth_method === 'none' && client.pkce === 'optional')
    problems.push(`${name}: a public client always needs PKCE`);
  for (const uri of isLocal ? [] : client.redirect_uris) {
    const url = URL.canParse(uri) ? new URL(uri) : undefined;
    if (url?.protocol !== 'https:' || isLoopback(url.hostname))
      problems.push(
        `${name}: redirect_uri ${uri} must be https on a public host outside one machine`,
      );
  }
  return problems;
}

/** The clients of the demo (design 9), with keys made at first start. */
function demoClients(settings: Settings, services: readonly Audience[]): ClientRegistration[] {
  const uri = (service: Audience['service']): string =>
    services.find((one) => one.service === service)?.uri ?? '';
  const persons = {
    [uri('fse')]: [...PERSON_SCOPES.fse],
    [uri('booking')]: [...PERSON_SCOPES.booking],
    [uri('exemption')]: PERSON_SCOPES.exemption.filter(
      (scope) => scope !== DECLARE || settings.takesDeclarations,
    ),
    [uri('registry')]: [...PERSON_SCOPES.registry],
  };
  const all = {
    ...persons,
    [uri('account')]: [...PERSON_SCOPES.account],
    [`${REGIONAL_PREFIX}servizio-regionale`]: [],
  };
  const jwks = (clientId: string): { keys: PublicJwk[] } => ({
    keys: [publicPart(ensureClientKey(settings.varFolder, clientId))],
  });
  const keyed = (client_id: string, client_name: string, more: object): unknown => ({
    client_id,
    client_name,
    token_endpoint_auth_method: 'private_key_jwt',
    token_endpoint_auth_signing_alg: 'ES256',
    jwks: jwks(client_id),
    grant_types: ['client_credentials'],
    ...more,
  });
  const portal = settings.urls.portal;
  const registrations: unknown[] = [
    keyed('portale-salute', 'Portale della salute', {
      'client_name#en': 'Health portal',
      client_uri: `${portal}/`,
      redirect_uris: [`${portal}/callback`],
      post_logout_redirect_uris: [`${portal}/`],
      backchannel_logout_uri: `${portal}/backchannel-logout`,
      backchannel_logout_session_required: true,
      grant_types: ['authorization_code', 'refresh_token'],
      audiences: all,
      delegation_aware: true,
    }),
    {
      client_id: 'app-mobile',
      client_name: 'App della salute',
      'client_name#en': 'Health app',
      client_uri: `${portal}/`,
      application_type: 'native',
      token_endpoint_auth_method: 'none',
      redirect_uris: ['it.gass.app:/callback', 'http://127.0.0.1/callback'],
      post_logout_redirect_uris: ['it.gass.app:/logout'],
      grant_types: ['authorization_code', 'refresh_token', TOKEN_EXCHANGE],
      audiences: all,
      delegation_aware: true,
      may_exchange: true,
    },
    {
      client_id: 'portale-terzo',
      client_name: 'Portale terzo di prova',
      'client_name#en': 'Third-party test portal',
      client_uri: 'http://localhost:4000/',
      token_endpoint_auth_method: 'client_secret_basic',
      client_secret: 'demo-portale-terzo',
      redirect_uris: ['http://localhost:4000/callback'],
      grant_types: ['authorization_code', 'refresh_token'],
      subject_type: 'pairwise',
      audiences: {
        [uri('fse')]: ['fse:read'],
        [uri('booking')]: ['booking:read', 'booking:write'],
      },
      third_party: true,
    },
    {
      client_id: 'servizio-regionale',
      client_name: 'Servizio regionale di prova',
      token_endpoint_auth_method: 'client_secret_basic',
      client_secret: 'demo-servizio-regionale',
      grant_types: ['client_credentials'],
      introspection_signed_response_alg: 'ES256',
      delegation_aware: true,
    },
    keyed('laboratorio', 'Laboratorio demo ASST', {
      audiences: { [uri('fse')]: ['fse:publish'] },
      organization: '030999',
    }),
    keyed('fse', 'Fascicolo sanitario', {
      audiences: { [uri('account')]: ['notify:send'] },
      delegation_aware: true,
    }),
    ...(['booking', 'exemption', 'registry'] as const).map((id) =>
      keyed(id, `Servizio ${id}`, { delegation_aware: true }),
    ),
  ];
  return z.array(registrationSchema).parse(registrations);
}

/** Scopes of OpenID Connect that every client of persons may ask. */
export const IDENTITY_SCOPES: readonly string[] = OIDC_SCOPES;
