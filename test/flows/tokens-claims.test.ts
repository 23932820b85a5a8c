/** What the tokens of a login say, for oneself and for a child, exactly as they were promised (design 6). */
import assert from 'node:assert/strict';
import { decodeProtectedHeader } from 'jose';
import * as oidc from 'openid-client';
import {
  type Party,
  type Tokens,
  claimsIn,
  partyOf,
  refresh,
  refused,
} from '../support/relying-party.ts';
import { createDelegation } from '../../src/commands/create-delegation.ts';
import { parseFiscalCode } from '../../src/domain/fiscal-code.ts';
import { openCommandDeps } from '../support/command-deps.ts';
import { walkOf } from '../support/citizen.ts';
import { type TestSystem, startSystem } from '../support/system.ts';
import { Visitor } from '../support/visitor.ts';

const FISCAL = 'https://attributes.eid.gov.it/fiscal_number';
const UUID = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;

describe('claims of access tokens', () => {
  let system: TestSystem;
  let portal: Party;
  let app: Party;
  let giulia: Visitor;
  let own: Tokens;
  let forLuca: Tokens;
  let began: number;
  before(async () => {
    system = await startSystem({ processes: ['provider', 'fse'] });
    portal = await partyOf(system, 'portale-salute');
    app = await partyOf(system, 'app-mobile');
    giulia = new Visitor(system, walkOf(system, 'Giulia'));
    began = Math.floor(Date.now() / 1000);
    const { fse, booking } = system.settings.urls;
    const asked = {
      scope: 'openid profile fiscal_number fse:read fse:write booking:read',
      resource: [fse, booking],
      redeemed: { resource: fse },
    };
    own = await giulia.signIn(portal, { ...asked, delegation: 'self' });
    forLuca = await giulia.signIn(app, { ...asked, delegation: delegationFor('Luca') });
  });
  after(() => system.close());

  const delegationFor = (name: string): string =>
    system.citizen('Giulia').delegations.find((one) => one.for.startsWith(name))?.delegation_id ??
    '';
  const ask = (token: string, path: string): Promise<Response> =>
    fetch(`${system.settings.urls.fse}${path}`, { headers: { authorization: `Bearer ${token}` } });

  /** The claims that differ at each issue, checked by their form, and the rest. */
  function stable(token: string): Record<string, unknown> {
    const { iat, exp, jti, auth_time, status, ...rest } = claimsIn(token);
    const now = Math.floor(Date.now() / 1000);
    assert.ok(typeof iat === 'number' && iat >= began && iat <= now);
    assert.equal(exp, iat + 300);
    assert.ok(typeof auth_time === 'number' && auth_time >= began && auth_time <= iat);
    assert.ok(typeof jti === 'string' && jti.length >= 20);
    const { status_list: list } = status as { status_list: { idx: number; uri: string } };
    assert.ok(Number.isInteger(list.idx) && list.idx >= 0 && list.idx < 2 ** 20);
    assert.match(list.uri, new RegExp(`^${system.settings.issuer}/status-lists/\\d+$`));
    return rest;
  }

  it('speak of oneself without act', () => {
    const { issuer, urls } = system.settings;
    const { sub, fiscal_code } = system.citizen('Giulia');
    assert.match(sub, UUID);
    const header = decodeProtectedHeader(own.access_token);
    assert.deepEqual([header.alg, header.typ], ['ES256', 'at+jwt']);
    assert.deepEqual(stable(own.access_token), {
      iss: issuer,
      aud: urls.fse,
      sub,
      client_id: 'portale-salute',
      scope: 'fse:read fse:write',
      acr: 'urn:gass:acr:otp',
      amr: ['pwd', 'sms', 'mfa'],
      [FISCAL]: `TINIT-${fiscal_code}`,
      given_name: 'Giulia',
      family_name: 'Bianchi',
      birthdate: '1984-05-20',
      gender: 'female',
    });
  });

  it('speak of the child, with the mother as actor, under the delegation', async () => {
    const { issuer, urls } = system.settings;
    const [luca, mother] = [system.citizen('Luca'), system.citizen('Giulia')];
    const stores = await system.stores();
    const account = await stores.accounts.get(luca.sub);
    const { birthdate = '' } = account ?? {};
    const claims = stable(forLuca.access_token);
    const details = claims['authorization_details'] as { valid_until: string }[];
    const validUntil = details[0]?.valid_until ?? '';
    assert.deepEqual(claims, {
      iss: issuer,
      aud: urls.fse,
      sub: luca.sub,
      client_id: 'app-mobile',
      scope: 'fse:read',
      acr: 'urn:gass:acr:otp',
      amr: ['pwd', 'sms', 'mfa'],
      [FISCAL]: `TINIT-${luca.fiscal_code}`,
      given_name: 'Luca',
      family_name: 'Ferri',
      birthdate,
      gender: 'male',
      act: {
        sub: mother.sub,
        subject_role: 'GEN',
        [FISCAL]: `TINIT-${mother.fiscal_code}`,
        given_name: 'Giulia',
        family_name: 'Bianchi',
      },
      authorization_details: [
        {
          type: 'urn:gass:delegation',
          delegation_id: delegationFor('Luca'),
          basis: 'parental',
          actions: ['read', 'book', 'consent', 'notes', 'declare', 'choose-doctor', 'audit'],
          locations: [urls.fse, urls.booking, urls.exemption, urls.registry],
          datatypes: ['*'],
          valid_until: validUntil,
          patient: { given_name: 'Luca', family_name: 'Ferri' },
        },
      ],
    });
    // Until 00:00 in Rome of the day on which he turns 18, written in UTC.
    const [year = '', month = '', day = ''] = birthdate.split('-');
    const midnight = new Date(validUntil).toLocaleString('sv', { timeZone: 'Europe/Rome' });
    assert.match(validUntil, /Z$/);
    assert.equal(midnight, `${Number(year) + 18}-${month}-${day} 00:00:00`);
    assert.equal(JSON.stringify(forLuca.authorization_details), JSON.stringify(details));
  });

  it('carry the actions and kinds of documents that the papers name, and no others', async () => {
    const deps = await openCommandDeps(system.settings.databases.identity);
    const [patient, delegate] = ['Carla', 'Mario'].map((name) =>
      parseFiscalCode(system.citizen(name).fiscal_code),
    );
    assert.ok(patient && delegate);
    const powers = { actions: ['read', 'audit'], datatypes: ['REF', 'VAC'] } as const;
    const { id } = await createDelegation(
      deps,
      { patient, delegate, basis: 'guardianship', services: ['fse'], ...powers },
      Date.now(),
    );
    await deps.close();
    const mario = new Visitor(system, walkOf(system, 'Mario'));
    const { fse } = system.settings.urls;
    const asked = { scope: 'openid fse:read', resource: fse, delegation: id };
    const { access_token: token } = await mario.signIn(portal, asked);
    const [detail] = claimsIn(token)['authorization_details'] as Record<string, unknown>[];
    assert.deepEqual(
      [detail?.['actions'], detail?.['datatypes'], detail?.['locations']],
      [powers.actions, powers.datatypes, [fse]],
    );
  });

  it('are what the health record gives documents for', async () => {
    for (const [tokens, name, total] of [
      [own, 'Giulia', 10],
      [forLuca, 'Luca', 4],
    ] as const) {
      const { sub } = system.citizen(name);
      const answer = await ask(
        tokens.access_token,
        `/DocumentReference?patient=${sub}&_summary=count`,
      );
      const bundle = (await answer.json()) as { total?: number };
      assert.deepEqual([answer.status, bundle.total], [200, total], JSON.stringify(bundle));
      const patient = await ask(tokens.access_token, `/Patient/${sub}`);
      assert.equal(patient.status, 200);
    }
    const other = await ask(forLuca.access_token, `/Patient/${system.citizen('Giulia').sub}`);
    assert.equal(other.status, 403);
  });

  it('leave the ID token to the person who logged in', async () => {
    const { sub } = system.citizen('Giulia');
    for (const tokens of [own, forLuca]) {
      const id = tokens.claims();
      assert.equal(id?.sub, sub);
      assert.deepEqual([id['given_name'], id['birthdate']], ['Giulia', '1984-05-20']);
      assert.equal('act' in id, false);
    }
  });

  it('carry one audience each, and only what was asked there', async () => {
    const { booking, exemption } = system.settings.urls;
    const next = await refresh(app, forLuca, { resource: booking });
    const claims = claimsIn(next.access_token);
    assert.deepEqual([claims['aud'], claims['scope']], [booking, 'booking:read']);
    await refused(refresh(app, next, { resource: exemption }), 'invalid_target');
  });

  it('leave userinfo to her as well, in a grant for the child', async () => {
    const plain = await giulia.signIn(app, { scope: 'openid profile' });
    assert.equal(plain.authorization_details, undefined);
    const { sub } = system.citizen('Giulia');
    const told = await oidc.fetchUserInfo(app.config, plain.access_token, sub);
    assert.deepEqual([told.given_name, told['act']], ['Giulia', undefined]);
    assert.equal((await ask(plain.access_token, '/DocumentReference')).status, 401);
  });
});
