/** From a laboratory to a telephone: the real health record, the real account API, the outbox. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import { postAs } from '../support/client-auth.ts';
import { walkOf } from '../support/citizen.ts';
import { publication, type PublicationInput } from '../support/publication.ts';
import { partyOf } from '../support/relying-party.ts';
import { type Sms, startSystem, type TestSystem } from '../support/system.ts';
import { Visitor } from '../support/visitor.ts';

describe('notices of reports', () => {
  let system: TestSystem;
  let api: string;
  before(async () => {
    system = await startSystem({ processes: ['provider', 'fse'] });
    api = `${system.settings.issuer}/api`;
  });
  after(() => system.close());

  const tokenOf = async (client: string, resource: string, scope: string): Promise<string> => {
    const fields = { grant_type: 'client_credentials', resource, scope };
    const { body } = await postAs(system, client, '/token', fields);
    return String(body['access_token']);
  };
  const notices = async (): Promise<readonly Sms[]> =>
    (await system.sms()).filter(({ kind, text }) => kind === 'notice' && text.includes('referto'));
  const until = async (count: number): Promise<readonly Sms[]> => {
    const begun = performance.now();
    for (;;) {
      const found = await notices();
      if (found.length >= count) return found;
      assert.ok(performance.now() - begun < 10_000, `${found.length} of ${count} notices came`);
      await wait(20);
    }
  };

  it('reach who asked: once for three reports, never of a hidden one, parents and guardians too', async () => {
    const fse = system.settings.urls.fse;
    const token = await tokenOf('laboratorio', fse, 'fse:publish');
    const publish = async (name: string, more: Partial<PublicationInput> = {}): Promise<void> => {
      const fiscalCode = system.citizen(name).fiscal_code;
      const response = await fetch(`${fse}/DocumentReference`, {
        method: 'POST',
        body: JSON.stringify(publication({ value: randomUUID(), fiscalCode, ...more })),
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/fhir+json' },
      });
      assert.equal(response.status, 201, await response.text());
    };
    await publish('Mario');
    for (const mark of ['P97', 'P98', 'P99']) await publish('Luca', { marks: [mark] });
    await publish('Carla', { label: 'V' });
    for (const _ of [1, 2, 3]) await publish('Giulia');
    await publish('Pietro');
    const sent = await until(2);
    const { phone } = system.citizen('Giulia');
    assert.ok(sent.every(({ to }) => to === phone));
    const texts = sent.map(({ text }) => text).sort();
    assert.match(texts[0] ?? '', /^C'è un referto nuovo per Pietro\. /);
    assert.match(texts[1] ?? '', /^C'è un referto nuovo\. Per leggerlo acceda/);
    // Carla's comes last: what was to come before it has come.
    await publish('Carla');
    const last = (await until(3)).at(-1);
    assert.equal(last?.to, system.citizen('Carla').phone);
    assert.equal((await notices()).length, 3);
    assert.ok(!system.log.text().includes(system.citizen('Giulia').fiscal_code));
  });

  describe('at the account API', () => {
    let token: string;
    const good = (): Record<string, unknown> => ({
      fiscal_number: `TINIT-${system.citizen('Mario').fiscal_code}`,
      event: 'report-available',
      audience: 'patient',
      key: randomUUID(),
    });
    const post = (
      body: unknown,
      headers: Record<string, string> = { authorization: `Bearer ${token}` },
    ): Promise<Response> =>
      fetch(`${api}/notifications`, {
        method: 'POST',
        body: typeof body === 'string' ? body : JSON.stringify(body),
        headers: { 'content-type': 'application/json', ...headers },
      });
    before(async () => {
      token = await tokenOf('fse', api, 'notify:send');
    });

    it('are taken whoever the person is, with one answer', async () => {
      const people = {
        'who did not ask': system.citizen('Mario').fiscal_code,
        unknown: 'RSSMRA80A01H501U',
      };
      for (const [who, code] of Object.entries(people)) {
        const response = await post({ ...good(), fiscal_number: `TINIT-${code}` });
        assert.deepEqual([response.status, await response.text()], [202, ''], who);
      }
    });

    it('send once for a key that comes again', async () => {
      const before = (await notices()).length;
      const body = { ...good(), fiscal_number: `TINIT-${system.citizen('Carla').fiscal_code}` };
      for (const _ of [1, 2, 3]) assert.equal((await post(body)).status, 202);
      assert.equal((await until(before + 1)).length, before + 1);
    });

    it('are refused whatever JSON comes, and nothing is sent', async () => {
      const before = (await notices()).length;
      const fresh = { authorization: `Bearer ${await tokenOf('fse', api, 'notify:send')}` };
      const samples = fc.sample(fc.json(), {
        numRuns: 80,
        seed: 20_261_124,
      });
      for (const body of samples) {
        const response = await post(body, fresh);
        assert.equal(response.status, 400, body);
        assert.ok(((await response.json()) as { field?: string }).field, body);
      }
      assert.equal((await notices()).length, before);
    });

    for (const [field, values] of Object.entries({
      fiscal_number: [
        undefined,
        7,
        'RSSMRA80A01F205X',
        'TINIT-RSSMRA80A01F205Y',
        'TINIT-rssmra80a01f205x',
        'TINIT-',
      ],
      event: [undefined, 'report', null],
      audience: [undefined, 'everybody', ['patient']],
      key: [undefined, '', 'k'.repeat(201), 'a\u0000b', {}],
    }))
      it(`are refused with the name of the field: ${field}`, async () => {
        for (const value of values) {
          const response = await post({ ...good(), [field]: value });
          const problem = (await response.json()) as Record<string, unknown>;
          assert.equal(response.status, 400, JSON.stringify(value));
          assert.equal(
            response.headers.get('content-type'),
            'application/problem+json; charset=utf-8',
          );
          assert.deepEqual([problem['code'], problem['field']], ['VALIDATION_ERROR', field]);
        }
      });

    it('are refused in another form, on another path, by another method', async () => {
      const bearer = { authorization: `Bearer ${token}` };
      const table: [Promise<Response>, number][] = [
        [post('{'), 400],
        [post('[]'), 400],
        [post('"x"'), 400],
        [post(good(), { ...bearer, 'content-type': 'text/plain' }), 415],
        [post({ ...good(), key: 'k'.repeat(300_000) }), 413],
        [fetch(`${api}/notifications`, { headers: bearer }), 405],
        [fetch(`${api}/nothing`, { headers: bearer }), 404],
        [fetch(api, { headers: bearer }), 404],
      ];
      for (const [answer, status] of table) {
        const response = await answer;
        const problem = (await response.json()) as Record<string, unknown>;
        assert.deepEqual([response.status, problem['status']], [status, status]);
      }
    });

    it('are refused without a token of a service that may send them', async () => {
      const portal = await partyOf(system, 'portale-salute');
      const person = await new Visitor(system, walkOf(system, 'Mario')).signIn(portal, {
        scope: 'openid account:read',
        resource: api,
      });
      const bearer = (word: string): Record<string, string> => ({
        authorization: `Bearer ${word}`,
      });
      const elsewhere = await tokenOf('laboratorio', system.settings.urls.fse, 'fse:publish');
      for (const [headers, status, code] of [
        [{}, 401, 'ACCESS_TOKEN_MISSING'],
        [bearer('opaque'), 401, 'ACCESS_TOKEN_INVALID'],
        [bearer(elsewhere), 401, 'ACCESS_TOKEN_INVALID'],
        [bearer(person.access_token), 403, 'ACCESS_DENIED_LEVEL'],
      ] as const) {
        const response = await post(good(), headers);
        const problem = (await response.json()) as Record<string, unknown>;
        assert.deepEqual([response.status, problem['code']], [status, code]);
        assert.match(response.headers.get('www-authenticate') ?? '', /^Bearer realm="account"/);
      }
      const own = await postAs(system, 'laboratorio', '/token', {
        grant_type: 'client_credentials',
        resource: api,
        scope: 'notify:send',
      });
      assert.equal(own.body['error'], 'invalid_target');
    });

    it('end at once with the token that was revoked', async () => {
      const ended = await tokenOf('fse', api, 'notify:send');
      assert.equal((await post(good(), { authorization: `Bearer ${ended}` })).status, 202);
      await postAs(system, 'fse', '/token/revocation', { token: ended });
      const refused = await post(good(), { authorization: `Bearer ${ended}` });
      const problem = (await refused.json()) as Record<string, unknown>;
      assert.deepEqual([refused.status, problem['code']], [401, 'token-revoked']);
    });

    it('are described without a token', async () => {
      for (const path of ['/openapi.json', '/.well-known/oauth-protected-resource'])
        assert.equal((await fetch(`${api}${path}`)).status, 200, path);
    });
  });
});
