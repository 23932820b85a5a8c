/** Token Status List and revocation (RFC 7009), read as a program of somebody else would. */
import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { inflateSync } from 'node:zlib';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as oidc from 'openid-client';
import { STATUS_EPOCH_S, STATUS_REBUILD_MS, STATUS_RETIRE_S } from '../../config/limits.ts';
import { type Families, type Family, openFamilies } from '../support/families.ts';
import { postAs } from '../support/client-auth.ts';
import {
  type Party,
  type Tokens,
  claimsIn,
  partyOf,
  refresh,
  refused,
} from '../support/relying-party.ts';
import { type TestSystem, startSystem } from '../support/system.ts';
import { Visitor } from '../support/visitor.ts';

interface Entry {
  readonly idx: number;
  readonly uri: string;
}

describe('revocation', () => {
  let system: TestSystem;
  let families: Families;
  let family: Family;
  let portal: Party;
  let tokens: Tokens;
  let now = 0;
  before(async () => {
    system = await startSystem({ processes: ['provider'] });
    families = await openFamilies(system);
    portal = await partyOf(system, 'portale-salute');
  });
  after(async () => {
    await families.close();
    await system.close();
  });
  beforeEach(async () => {
    family = await families.next();
    standStill();
    tokens = await signIn();
  });
  afterEach(() => mock.timers.reset());

  const signIn = (party = portal): Promise<Tokens> =>
    new Visitor(system, family.walk).signIn(party, {
      scope: 'openid fse:read',
      resource: system.settings.urls.fse,
      delegation: 'self',
    });
  /** The clock never goes back between tests: a list is not rebuilt for what comes before it. */
  const standStill = (ms = 0): void => {
    now = Math.max(now, Math.floor(performance.timeOrigin + performance.now())) + ms;
    mock.timers.reset();
    mock.timers.enable({ apis: ['Date'], now });
  };
  const entryOf = (jwt: string): Entry =>
    (claimsIn(jwt)['status'] as { status_list: Entry }).status_list;
  const isActive = async (token: string): Promise<unknown> =>
    (await postAs(system, 'fse', '/token/introspection', { token })).body['active'];
  const tokenOfLab = async (): Promise<string> => {
    const { body } = await postAs(system, 'laboratorio', '/token', {
      grant_type: 'client_credentials',
      resource: system.settings.urls.fse,
      scope: 'fse:publish',
    });
    return String(body['access_token']);
  };

  /** The list an entry stands in, verified and unpacked. */
  async function listAt(uri: string): Promise<{ bits: Buffer; claims: Record<string, unknown> }> {
    const response = await fetch(uri, { headers: { accept: 'application/statuslist+jwt' } });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('content-type'), 'application/statuslist+jwt');
    assert.match(response.headers.get('cache-control') ?? '', /max-age=3/);
    const keys = createRemoteJWKSet(new URL(`${system.settings.issuer}/jwks`));
    const { payload } = await jwtVerify(await response.text(), keys, {
      typ: 'statuslist+jwt',
      issuer: system.settings.issuer,
      subject: uri,
      algorithms: ['ES256'],
    });
    const list = payload['status_list'] as { bits: number; lst: string };
    assert.equal(list.bits, 1);
    return { bits: inflateSync(Buffer.from(list.lst, 'base64url')), claims: payload };
  }

  /** Whether the list says that the token is dead, a rebuild later at most. */
  async function isSet(jwt: string, ms = STATUS_REBUILD_MS): Promise<boolean> {
    standStill(ms);
    const { idx, uri } = entryOf(jwt);
    const { bits } = await listAt(uri);
    return (((bits[idx >> 3] ?? 0) >> (idx & 7)) & 1) === 1;
  }

  it('publishes a signed list of 2^20 entries in which a live token is not set', async () => {
    const { idx, uri } = entryOf(tokens.access_token);
    const { bits, claims } = await listAt(uri);
    assert.equal(bits.length, 2 ** 17);
    assert.ok(idx < 2 ** 20);
    assert.deepEqual([claims['ttl'], Number(claims['exp']) - Number(claims['iat'])], [3, 300]);
    assert.equal(await isSet(tokens.access_token), false);
  });

  it('of a JWT by its client is seen in the list and by introspection, and ends the grant', async () => {
    const other = await signIn();
    await oidc.tokenRevocation(portal.config, tokens.access_token, {
      token_type_hint: 'access_token',
    });
    assert.equal(await isActive(tokens.access_token), false);
    assert.equal(await isSet(tokens.access_token), true);
    await refused(refresh(portal, tokens), 'invalid_grant');
    assert.equal(await isSet(other.access_token), false);
    assert.equal(await isActive(other.access_token), true);
  });

  it('of a refresh token sets the bit of the JWTs that came of it', async () => {
    const next = await refresh(portal, tokens);
    await oidc.tokenRevocation(portal.config, next.refresh_token ?? '');
    for (const { access_token } of [tokens, next]) assert.equal(await isSet(access_token), true);
  });

  it('by another client, of garbage, or without a hint that fits changes nothing else', async () => {
    const app = await partyOf(system, 'app-mobile');
    const theirs = await signIn(app);
    for (const [client, token] of [
      ['portale-salute', theirs.access_token],
      ['fse', theirs.access_token],
      ['portale-salute', 'garbage'],
      ['portale-salute', 'a.b.c'],
      ['portale-salute', tokens.id_token ?? ''],
      ['portale-salute', `${tokens.access_token}x`],
    ] as const) {
      const { status } = await postAs(system, client, '/token/revocation', { token });
      assert.ok(status === 200 || status === 400, `${client} ${status}`);
    }
    for (const { access_token } of [tokens, theirs]) {
      assert.equal(await isActive(access_token), true);
      assert.equal(await isSet(access_token), false);
    }
    const hinted = { token: theirs.access_token, token_type_hint: 'refresh_token' };
    assert.equal((await postAs(system, 'app-mobile', '/token/revocation', hinted)).status, 200);
    assert.equal(await isSet(theirs.access_token), true);
  });

  it('of a service’s own JWT ends it, and the next one takes another entry', async () => {
    const [first, second] = [await tokenOfLab(), await tokenOfLab()];
    assert.deepEqual(entryOf(first), entryOf(second));
    const foreign = await postAs(system, 'fse', '/token/revocation', { token: first });
    assert.ok([200, 400].includes(foreign.status));
    assert.equal(await isSet(first), false);
    const own = await postAs(system, 'laboratorio', '/token/revocation', { token: first });
    assert.equal(own.status, 200);
    assert.equal(await isSet(first), true);
    assert.equal(await isActive(first), false);
    const next = await tokenOfLab();
    assert.notDeepEqual(entryOf(next), entryOf(first));
    assert.deepEqual([await isSet(next), await isActive(next)], [false, true]);
  });

  it('uses one entry per grant and epoch; the list before is served while its tokens live', async () => {
    standStill(
      (STATUS_EPOCH_S - 100) * 1000 - (now % (STATUS_EPOCH_S * 1000)) + STATUS_EPOCH_S * 1000,
    );
    tokens = await signIn();
    const next = await refresh(portal, tokens);
    assert.deepEqual(entryOf(next.access_token), entryOf(tokens.access_token));
    standStill(200_000);
    const later = await refresh(portal, next);
    assert.notEqual(entryOf(later.access_token).uri, entryOf(tokens.access_token).uri);
    await oidc.tokenRevocation(portal.config, later.access_token);
    assert.equal(await isSet(later.access_token), true);
    const { uri } = entryOf(tokens.access_token);
    const epoch = Number(uri.split('/').at(-1));
    const end = ((epoch + 1) * STATUS_EPOCH_S + STATUS_RETIRE_S) * 1000;
    standStill(end - 1 - now);
    assert.equal(
      await isSet(tokens.access_token, 0),
      true,
      'the grant’s entry of the epoch before',
    );
    standStill(1);
    assert.equal((await fetch(uri)).status, 404);
  });

  it('is seen also when the clock was set back after the list was made', async () => {
    standStill(STATUS_EPOCH_S * 1000 - (now % (STATUS_EPOCH_S * 1000)));
    const begun = now;
    tokens = await signIn();
    assert.equal(await isSet(tokens.access_token, 600_000), false);
    now = begun;
    standStill(1000);
    await oidc.tokenRevocation(portal.config, tokens.access_token);
    assert.equal(await isSet(tokens.access_token), true);
    now = begun + 700_000; // later than the list that was made
  });

  it('serves no list of the future and none that is no number', async () => {
    const epoch = Math.floor(Date.now() / 1000 / STATUS_EPOCH_S);
    for (const name of [epoch + 1, '-1', 'x', '1e3', '99999999999999'])
      assert.equal(
        (await fetch(`${system.settings.issuer}/status-lists/${name}`)).status,
        404,
        String(name),
      );
  });

  it('at the same time as refreshes leaves no token alive', async () => {
    const visitor = new Visitor(system, family.walk);
    const issued: Tokens[] = [];
    for (let round = 0; round < 6; round += 1) {
      const mine = await visitor.signIn(portal, {
        scope: 'openid fse:read',
        resource: system.settings.urls.fse,
        delegation: 'self',
      });
      const [next, ended] = await Promise.allSettled([
        refresh(portal, mine),
        oidc.tokenRevocation(portal.config, mine.access_token),
      ]);
      assert.equal(ended.status, 'fulfilled');
      issued.push(mine, ...(next.status === 'fulfilled' ? [next.value] : []));
    }
    for (const { access_token } of issued) assert.equal(await isSet(access_token), true);
  });
});
