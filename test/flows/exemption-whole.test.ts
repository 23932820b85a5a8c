/** From login and PIN to an exemption, with the real provider and the demo as it starts. */
import assert from 'node:assert/strict';
import { walkOf } from '../support/citizen.ts';
import { type OfferedText, signed } from '../support/exemption.ts';
import { type Party, partyOf } from '../support/relying-party.ts';
import { startSystem, type TestSystem } from '../support/system.ts';
import { Visitor } from '../support/visitor.ts';

describe('a declaration at the demo', () => {
  let system: TestSystem;
  let portal: Party;
  before(async () => {
    system = await startSystem({ processes: ['provider', 'exemption'] });
    portal = await partyOf(system, 'portale-salute');
  });
  after(() => system.close());

  /** The access token of a login of Giulia, who chooses for whom. */
  async function tokenOf(delegation: string, more: Record<string, string>): Promise<string> {
    const walk = { ...walkOf(system, 'Giulia'), pin: system.citizen('Giulia').pin ?? '' };
    const { access_token: token } = await new Visitor(system, walk).signIn(portal, {
      scope: 'openid exemption:read exemption:declare',
      resource: system.settings.urls.exemption,
      more,
      delegation,
    });
    return token;
  }

  function call(path: string, token: string, body?: unknown): Promise<Response> {
    const headers: Record<string, string> = { Authorization: `Bearer ${token}` };
    const post = { 'Content-Type': 'application/json', 'Idempotency-Key': 'una-chiave-sola' };
    return fetch(`${system.settings.urls.exemption}${path}`, {
      headers: body === undefined ? headers : { ...headers, ...post },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
  }

  it('is signed by a mother for her child with her PIN, and not without it', async () => {
    const held = system
      .citizen('Giulia')
      .delegations.find(({ for: name }) => name === 'Luca Ferri');
    assert.ok(held);
    const without = await tokenOf(held.delegation_id, {});
    const list = await call('/declaration-texts', without);
    const { items } = (await list.json()) as { items: OfferedText[] };
    const text = items.find(({ code }) => code === 'E12');
    assert.ok(text);
    const refused = await call('/declarations', without, signed(text));
    assert.equal(refused.status, 401);
    assert.match(refused.headers.get('www-authenticate') ?? '', /acr_values="urn:gass:acr:pin"/);

    const token = await tokenOf(held.delegation_id, { acr_values: 'urn:gass:acr:pin' });
    const made = await call('/declarations', token, signed(text));
    assert.equal(made.status, 201);
    const coverages = await (await call('/Coverage?status=active', token)).text();
    for (const code of ['"E11"', '"E12"']) assert.ok(coverages.includes(`"value":${code}`), code);
  });
});
