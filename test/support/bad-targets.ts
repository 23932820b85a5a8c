/** Every endpoint and form of the system with a request that is good, or nearly. */
import type { Target } from './bad-requests.ts';
import { type Held, providerTargets } from './bad-provider-targets.ts';
import type { TestSystem } from './system.ts';

/** The targets; proofs of clients are fresh. What would spend what is held is spoilt in advance. */
export async function badTargets(system: TestSystem, held: Held): Promise<readonly Target[]> {
  return [
    ...(await providerTargets(system, held)),
    ...portalTargets(system.settings.urls.portal, held),
    ...fseTargets(system.settings.urls.fse, held),
  ];
}

function portalTargets(portal: string, held: Held): Target[] {
  const headers = { cookie: held.portalCookie };
  const form = { token: 'x'.repeat(43), return_to: '/per/me/referti' };
  // a page of another site, so that nobody is signed out
  const foreign = { ...headers, origin: 'https://evil.example' };
  return [
    ...['/login', '/switch', '/logout'].flatMap((path): Target[] => [
      {
        name: `POST portal ${path}`,
        method: 'POST',
        url: portal + path,
        headers: foreign,
        fields: form,
      },
      { name: `POST portal ${path}`, method: 'POST', url: portal + path, fields: form },
    ]),
    {
      name: 'GET portal /callback',
      method: 'GET',
      url: `${portal}/callback`,
      headers,
      fields: { code: 'x', state: 'y', iss: 'z' },
    },
    {
      name: 'GET portal /callback',
      method: 'GET',
      url: `${portal}/callback`,
      headers,
      fields: { error: 'x', state: 'y' },
    },
    {
      name: 'GET portal list',
      method: 'GET',
      url: `${portal}/per/me/referti`,
      headers,
      fields: { type: 'x', year: '2020', cursor: 'x' },
    },
    {
      name: 'GET portal report',
      method: 'GET',
      url: `${portal}/per/me/referti/x/pdf`,
      headers,
      fields: { x: 'y' },
    },
    {
      name: 'GET portal person',
      method: 'GET',
      url: `${portal}/per/${held.fiscalCode}/referti`,
      headers,
      fields: { lang: 'xx' },
    },
    {
      name: 'POST portal /backchannel-logout',
      method: 'POST',
      url: `${portal}/backchannel-logout`,
      fields: { logout_token: held.idToken },
    },
  ];
}

function fseTargets(fse: string, held: Held): Target[] {
  const headers = { authorization: `Bearer ${held.accessToken}` };
  const search = {
    'patient.identifier': held.fiscalCode,
    date: 'ge2020-01-01',
    status: 'current',
    _count: '20',
    type: 'x',
  };
  const at = (
    method: 'GET' | 'POST',
    path: string,
    fields: Target['fields'] = { x: 'y' },
    sent = {},
  ): Target => ({
    name: `${method} fse ${path.replace(/[A-Z]{6}\d+\w+/, 'CF')}`,
    method,
    url: fse + path,
    headers: sent,
    fields,
  });
  return [
    at('GET', '/DocumentReference', search, headers),
    at('GET', '/DocumentReference', search),
    at('POST', '/DocumentReference/_search', search, headers),
    at('POST', '/DocumentReference', search, headers),
    at('GET', '/DocumentReference/__proto__', undefined, headers),
    at('GET', '/Binary/constructor', undefined, headers),
    at('GET', `/Patient/${held.fiscalCode}`, undefined, headers),
    at('GET', '/AuditEvent', { date: 'x', _count: '-1' }, headers),
    at('POST', '/DocumentReference/x/$hide', { x: 'y' }, headers),
    at('GET', '/metadata', { _format: 'x' }),
    at('GET', '/openapi.json'),
    at('GET', '/.well-known/smart-configuration'),
  ];
}
