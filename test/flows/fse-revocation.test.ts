/** Revocation as a resource server sees it: within 5 s, and closed when it cannot see. @source design 6 */
import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { mock } from 'node:test';
import { STATUS_STALE_S } from '../../config/limits.ts';
import { demoSubjects, type Subjects, type Tokens, tokensFor } from '../support/demo-subjects.ts';
import { type TestFse, testFse } from '../support/fse.ts';
import { personClaims } from '../support/tokens.ts';

const SEEN_WITHIN_MS = 5000;

describe('revocation at the health record', () => {
  let fse: TestFse;
  let people: Subjects;
  let tokens: Tokens;
  beforeEach(async () => {
    fse = await testFse();
    people = demoSubjects();
    tokens = tokensFor(fse.issuer, people, fse.url);
  });
  afterEach(async () => {
    mock.timers.reset();
    await fse[Symbol.asyncDispose]();
  });

  const status = async (token: string): Promise<number> =>
    (await fse.ask('/DocumentReference', token)).status;
  const withEntry = (idx: number, list = 'status-lists/1'): Promise<string> =>
    fse.issuer.mint({
      ...personClaims(people.Giulia, 'fse:read'),
      aud: fse.url,
      status: { status_list: { idx, uri: `${fse.issuer.url}/${list}` } },
    });

  it('is seen within 5 s of the bit', async () => {
    const [revoked, other] = [await withEntry(1001), await withEntry(1002)];
    assert.deepEqual([await status(revoked), await status(other)], [200, 200]);
    fse.issuer.revoke(1001);
    const begun = performance.now();
    while ((await status(revoked)) !== 401) {
      assert.ok(performance.now() - begun < SEEN_WITHIN_MS, 'not seen in time');
      await wait(100);
    }
    const response = await fse.ask('/DocumentReference', revoked);
    assert.match(await response.text(), /token-revoked/);
    assert.match(response.headers.get('www-authenticate') ?? '', /error="invalid_token"/);
    assert.equal(await status(other), 200);
  });

  it('is seen at once in a list that is read for the first time', async () => {
    fse.issuer.revoke(0);
    assert.equal(await status(await withEntry(0)), 401);
    assert.equal(await status(await withEntry(1)), 200); // the neighbour’s bit: least significant first
    assert.equal(await status(await withEntry(7)), 200);
  });

  it('reads a list once for 20 requests that come at once', async () => {
    const some = await Promise.all(Array.from({ length: 20 }, (_, n) => withEntry(n + 50)));
    assert.deepEqual(new Set(await Promise.all(some.map(status))), new Set([200]));
    assert.equal(fse.issuer.requests.filter((line) => line.includes('/status-lists/')).length, 1);
  });

  it('with a stale list refuses whoever acts for another, and lets own reading go on', async () => {
    const own = await tokens.self('Giulia');
    const mother = await tokens.acting('Luca', 'parental');
    assert.deepEqual([await status(own), await status(mother)], [200, 200]);
    fse.issuer.lists.isDown = true;
    mock.timers.enable({ apis: ['Date'], now: Date.now() + STATUS_STALE_S * 1000 - 2000 });
    assert.deepEqual([await status(own), await status(mother)], [200, 200]);
    mock.timers.setTime(Date.now() + 4000);
    const refused = await fse.ask('/DocumentReference', mother);
    assert.equal(refused.status, 503);
    assert.ok(Number(refused.headers.get('retry-after')) > 0);
    assert.equal(await status(own), 200);
    fse.issuer.lists.isDown = false;
    assert.equal(
      await status(mother),
      200,
      'a clock that moved makes the list be read again at once',
    );
  });

  it('goes on refusing a revoked token when the list is stale', async () => {
    fse.issuer.revoke(300);
    fse.issuer.lists.ageS = STATUS_STALE_S + 10;
    assert.equal(await status(await withEntry(300)), 401);
    assert.equal(await status(await withEntry(301)), 200);
  });

  it('without any list admits nobody', async () => {
    fse.issuer.lists.isDown = true;
    const response = await fse.ask('/DocumentReference', await tokens.self('Giulia'));
    assert.equal(response.status, 503);
    assert.ok(response.headers.has('retry-after'));
  });

  it('takes no list that another key signed, that is too old, or that is another list', async () => {
    fse.issuer.lists.isBroken = true;
    assert.equal(await status(await withEntry(1)), 503);
    fse.issuer.lists.isBroken = false;
    fse.issuer.lists.ageS = 301;
    assert.equal(await status(await withEntry(1, 'status-lists/2')), 503);
    fse.issuer.lists.ageS = 0;
    assert.equal(await status(await withEntry(1, 'metadata')), 503);
  });

  it('learns a new signing key from the first token that names it', async () => {
    assert.equal(await status(await tokens.self('Giulia')), 200);
    await fse.issuer.rotate();
    mock.timers.enable({ apis: ['Date'], now: Date.now() + 6000 }); // the JWKS is not asked twice in 5 s
    assert.equal(await status(await tokens.self('Giulia')), 200);
  });

  it('answers 503 as long as the provider cannot be reached, and says what needs no provider', async () => {
    await fse.issuer[Symbol.asyncDispose]();
    const response = await fse.ask('/DocumentReference', await tokens.self('Giulia'));
    assert.equal(response.status, 503);
    assert.equal((await fse.ask('/.well-known/smart-configuration')).status, 503);
    assert.equal((await fse.ask('/.well-known/oauth-protected-resource')).status, 200);
  });
});
