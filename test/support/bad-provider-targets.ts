/** The provider's endpoints, each with a request that is good, or nearly. */
import type { Target } from './bad-requests.ts';
import { proofOf } from './client-auth.ts';
import type { TestSystem } from './system.ts';

/** What a person and their client hold while others send bad requests. */
export interface Held {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly idToken: string;
  /** `Cookie` of somebody signed in at the portal. */
  readonly portalCookie: string;
  readonly serial: string;
  readonly fiscalCode: string;
  readonly phone: string;
}

const PKCE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';

/** Proofs of clients are fresh. What would spend what is held is spoilt in advance. */
export async function providerTargets(system: TestSystem, held: Held): Promise<Target[]> {
  const { issuer, urls } = system.settings;
  const basic = (await proofOf(system, 'servizio-regionale')).headers;
  const third = (await proofOf(system, 'portale-terzo')).headers;
  const jwt = (await proofOf(system, 'portale-salute')).fields;
  const request = {
    client_id: 'app-mobile',
    redirect_uri: 'http://127.0.0.1:9/callback',
    response_type: 'code',
    scope: 'openid fse:read',
    resource: urls.fse,
    state: 's',
    nonce: 'n',
    code_challenge: PKCE,
    code_challenge_method: 'S256',
    acr_values: 'urn:gass:acr:otp',
    claims: '{"id_token":{"acr":null}}',
    authorization_details: '[{"type":"urn:gass:delegation","delegation_id":"x"}]',
    prompt: 'login',
  };
  const app = { client_id: 'app-mobile' };
  const get = (path: string, fields = {}, headers = {}): Target => ({
    name: `GET ${path.replace(/\d{5,}/, 'N')}`,
    method: 'GET',
    url: issuer + path,
    headers,
    fields,
  });
  const post = (path: string, fields: Target['fields'], headers = {}): Target => ({
    name: `POST ${path}`,
    method: 'POST',
    url: issuer + path,
    headers,
    fields,
  });
  const bearer = { authorization: `Bearer ${held.accessToken}` };
  const grant = {
    grant_type: 'authorization_code',
    code: 'x'.repeat(43),
    code_verifier: 'x'.repeat(43),
  };
  return [
    get('/auth', request),
    get('/auth', { client_id: 'app-mobile', request_uri: 'urn:ietf:params:oauth:request_uri:x' }),
    post('/auth', request),
    post('/request', { ...request, ...jwt, redirect_uri: `${urls.portal}/callback` }),
    post('/request', { ...request, client_id: 'portale-terzo' }, third),
    post('/token', { ...app, ...grant, redirect_uri: request.redirect_uri }),
    post('/token', { ...grant, redirect_uri: 'http://localhost:4000/callback' }, third),
    // audience and scope are nobody's: when one is dropped the other still spoils it, and the token survives
    post('/token', {
      ...app,
      grant_type: 'refresh_token',
      refresh_token: held.refreshToken,
      resource: 'http://a.example',
      scope: 'openid nothing:here',
    }),
    post('/token', { grant_type: 'client_credentials', scope: 'x', resource: urls.fse }, basic),
    post('/token', {
      ...app,
      grant_type: EXCHANGE,
      subject_token: held.accessToken,
      subject_token_type: ACCESS_TOKEN,
      resource: urls.booking,
      authorization_details: '[{"type":"urn:gass:delegation","delegation_id":"x"}]',
    }),
    post('/token', { ...jwt, grant_type: 'urn:x', scope: 'openid' }),
    post(
      '/token/introspection',
      { token: held.accessToken, token_type_hint: 'access_token' },
      basic,
    ),
    post('/token/introspection', { token: held.refreshToken }, basic),
    post('/token/revocation', { token: 'a.b.c', token_type_hint: 'refresh_token', ...app }),
    post('/token/revocation', { token: held.refreshToken }, third),
    get('/me', { access_token: held.accessToken }),
    get('/me', { x: 'y' }, bearer),
    post('/me', { access_token: 'x' }),
    get('/session/end', {
      id_token_hint: held.idToken,
      post_logout_redirect_uri: urls.portal,
      state: 's',
      client_id: 'portale-salute',
    }),
    post('/session/end', { id_token_hint: 'a.b.c', logout_hint: 'x' }),
    post('/session/end/confirm', { xsrf: 'x', logout: 'yes' }),
    get(`/status-lists/${held.serial}`, { x: 'y' }),
    get('/status-lists/__proto__'),
    get('/demo/outbox', { lang: 'en' }),
    get(`/demo/outbox/letters/${held.fiscalCode}.pdf`, { x: 'y' }),
    get(`/interaction/${held.serial}`, { card_serial: held.serial }),
    post(`/interaction/${held.phone}`, { card_serial: held.serial, password: 'x' }),
    get('/.well-known/openid-configuration', { x: 'y' }),
    get('/jwks', { x: 'y' }),
    get('/assets/__proto__', { x: 'y' }),
    get('/api/openapi.json', { x: 'y' }),
    get('/api/__proto__', { access_token: held.accessToken }),
    post('/api/notifications', { fiscal_number: held.fiscalCode, key: held.phone }, bearer),
    post('/api/notifications', { access_token: held.accessToken }),
    get('/constructor', { x: 'y' }),
  ];
}
