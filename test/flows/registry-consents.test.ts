/** Consents: four a person, decided by the person or a delegate on the text that was shown. */
import assert from 'node:assert/strict';
import { mock } from 'node:test';
import type { Bundle, Consent } from 'fhir/r4.js';
import { testRegistry, type TestRegistry } from '../support/registry.ts';

type Made = Consent & { readonly id: string };

describe('consents', () => {
  let registry: TestRegistry;
  before(async () => {
    registry = await testRegistry();
  });
  after(() => registry[Symbol.asyncDispose]());

  const json = async <T>(response: Response): Promise<T> => (await response.json()) as T;
  const codeOf = async (response: Response): Promise<string> =>
    `${response.status} ${(await json<{ issue: { details: { coding: { code: string }[] } }[] }>(response)).issue[0]?.details.coding[0]?.code}`;

  async function all(token: string, query = ''): Promise<Made[]> {
    const bundle = await json<Bundle<Made>>(await registry.ask(`/Consent${query}`, token));
    return (bundle.entry ?? []).flatMap(({ resource }) => resource ?? []);
  }

  async function first(token: string): Promise<Made> {
    const [consent] = await all(token);
    assert.ok(consent);
    return consent;
  }

  const decided = (consent: Made, type: 'permit' | 'deny'): Made => ({
    ...consent,
    provision: { ...consent.provision, type },
  });

  it('are four a person with ids that stay, whether decided or not', async () => {
    const mario = await registry.token('Mario');
    const consents = await all(mario);
    assert.deepEqual(
      consents.map(({ status, meta, provision }) => [status, meta?.versionId, provision?.type]),
      Array.from({ length: 4 }, () => ['proposed', '0', undefined]),
    );
    assert.deepEqual(await all(mario), consents);
    const giulia = await all(await registry.token('Giulia'));
    assert.deepEqual(
      giulia.map(({ status, provision }) => [status, provision?.type]),
      [
        ['active', 'permit'],
        ['active', 'deny'],
        ['active', 'permit'],
        ['active', 'permit'],
      ],
    );
    assert.equal(new Set([...consents, ...giulia].map(({ id }) => id)).size, 8);
    const found = await all(mario, '?category=urn:gass:fse-purpose%7Ccura&status=proposed');
    assert.deepEqual(found, consents.slice(0, 1));
  });

  it('are decided version by version; the history says who decided what on which text', async () => {
    const own = await registry.token('Pietro');
    const consent = await first(own);
    const put = await registry.send(
      'PUT',
      `/Consent/${consent.id}`,
      own,
      decided(consent, 'permit'),
      {
        'If-Match': 'W/"0"',
      },
    );
    assert.deepEqual([put.status, put.headers.get('etag')], [200, 'W/"1"']);
    const guardian = await registry.token('Pietro', {
      basis: 'guardianship',
      detail: { actions: ['consent'] },
    });
    const withdrawn = await registry.send(
      'PUT',
      `/Consent/${consent.id}`,
      guardian,
      decided(await first(guardian), 'deny'),
    );
    const after = await json<Consent>(withdrawn);
    assert.equal(after.performer?.[0]?.display, 'Giulia Bianchi');
    const history = await json<Bundle<Consent>>(
      await registry.ask(`/Consent/${consent.id}/_history`, own),
    );
    assert.deepEqual(
      history.entry?.map(({ resource, response }) => [
        response?.etag,
        resource?.provision?.type,
        resource?.performer?.[0]?.reference ?? resource?.performer?.[0]?.identifier?.value,
        resource?.policy?.[1]?.uri,
      ]),
      [
        ['W/"2"', 'deny', registry.people.Giulia.sub, 'urn:gass:consent-text:cura:1'],
        [
          'W/"1"',
          'permit',
          `Patient/${registry.people.Pietro.sub}`,
          'urn:gass:consent-text:cura:1',
        ],
      ],
    );
  });

  it('of two decisions on one version one is refused: 412; without If-Match none is lost', async () => {
    const token = await registry.token('Anna');
    const consent = await first(token);
    const put = (headers: Record<string, string>): Promise<Response> =>
      registry.send('PUT', `/Consent/${consent.id}`, token, decided(consent, 'deny'), headers);
    const both = await Promise.all([put({ 'If-Match': 'W/"0"' }), put({ 'If-Match': 'W/"0"' })]);
    assert.deepEqual(both.map(({ status }) => status).sort(), [200, 412]);
    const others = await Promise.all(Array.from({ length: 6 }, () => put({})));
    assert.deepEqual(
      others.map((one) => one.headers.get('etag')).sort(),
      [2, 3, 4, 5, 6, 7].map((n) => `W/"${n}"`),
    );
  });

  it('are refused for another text, and for whatever would change what is decided', async () => {
    const token = await registry.token('Carla');
    const consent = await first(token);
    const other = await first(await registry.token('Luca'));
    const path = `/Consent/${consent.id}`;
    const good = decided(consent, 'permit');
    const rows: readonly [string, object, string][] = [
      [path, { ...good, policy: [{ uri: 'urn:gass:consent-text:cura:0' }] }, '409 text-changed'],
      [path, { ...good, policy: [] }, '422 NOT_PROCESSABLE'],
      [path, consent, '422 NOT_PROCESSABLE'],
      [path, { ...good, provision: { type: 'maybe' } }, '422 NOT_PROCESSABLE'],
      [path, { ...good, provision: { ...good.provision, actor: [] } }, '422 NOT_PROCESSABLE'],
      [path, { ...good, verification: [] }, '422 NOT_PROCESSABLE'],
      [
        path,
        {
          ...good,
          provision: {
            type: 'permit',
            purpose: [{ system: 'urn:gass:fse-purpose', code: 'a-ter' }],
          },
        },
        '422 NOT_PROCESSABLE',
      ],
      [path, { ...good, id: other.id }, '400 VALIDATION_ERROR'],
      [path, { ...good, status: 'rejected' }, '422 NOT_PROCESSABLE'],
      [path, { ...good, patient: other.patient }, '403 other-patient'],
      [
        path,
        {
          ...good,
          patient: {
            identifier: {
              system: 'http://hl7.it/sid/codiceFiscale',
              value: registry.people.Luca.fiscalCode,
            },
          },
        },
        '403 other-patient',
      ],
      [`/Consent/${other.id}`, good, '404 RESOURCE_NOT_FOUND'],
    ];
    for (const [address, body, expected] of rows)
      assert.equal(await codeOf(await registry.send('PUT', address, token, body)), expected);
    assert.equal((await first(token)).meta?.versionId, '0');
  });

  it('lapse on the 18th birthday, and are confirmed by a new decision', async () => {
    const { Sara } = registry.people;
    const consent = await first(await registry.token('Sara'));
    const mother = await registry.token('Sara', {
      basis: 'parental',
      detail: { actions: ['consent'] },
    });
    const put = await registry.send(
      'PUT',
      `/Consent/${consent.id}`,
      mother,
      decided(consent, 'permit'),
    );
    assert.equal(put.status, 200);
    const birthday = Date.parse(
      `${Number(Sara.birthdate.slice(0, 4)) + 18}${Sara.birthdate.slice(4)}`,
    );
    mock.timers.enable({ apis: ['Date'], now: birthday + 86_400_000 });
    try {
      const token = await registry.token('Sara');
      const lapsed = await first(token);
      assert.deepEqual([lapsed.status, lapsed.meta?.versionId], ['inactive', '1']);
      const again = await registry.send('PUT', `/Consent/${consent.id}`, token, lapsed);
      assert.equal((await json<Consent>(again)).status, 'active');
    } finally {
      mock.timers.reset();
    }
  });
});
