/** The demo's exemptions as each reader sees them, found by every parameter, on both storage engines. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { feedExemptions } from '../../src/demo/exemption-given.ts';
import {
  exemptionRoutes,
  type ExemptionRoutesOptions,
} from '../../src/resource-servers/exemption/routes.ts';
import type { Name } from '../support/demo-subjects.ts';
import { onBothEngines } from '../support/engines.ts';
import { signedText, type TestExemption, testExemption } from '../support/exemption.ts';

interface Found {
  readonly total: number;
  readonly codes: readonly string[];
}

onBothEngines('exemptions of the demo', (engine) => {
  let server: TestExemption;
  before(async () => {
    server = await testExemption({
      database: engine().address(`exemption_read_${randomUUID().slice(0, 8)}`),
    });
  });
  after(() => server[Symbol.asyncDispose]());

  async function find(query: string, token: string): Promise<Found> {
    const response = await server.ask(`/Coverage${query}`, token);
    assert.equal(response.status, 200, query);
    const body = (await response.json()) as {
      total: number;
      entry?: { resource: { identifier: { value: string }[] } }[];
    };
    const codes = (body.entry ?? []).flatMap(({ resource }) =>
      resource.identifier.map(({ value }) => value),
    );
    return { total: body.total, codes: codes.sort() };
  }

  it('are what resource-servers 7 prints, for the person and for who acts', async () => {
    const own: Record<Name, string[]> = {
      Giulia: ['020', 'E02'],
      Luca: ['E11'],
      Sara: [],
      Pietro: ['E01'],
      Anna: ['E05'],
      Mario: [],
      Carla: ['E01'],
    };
    for (const [name, codes] of Object.entries(own) as [Name, string[]][])
      assert.deepEqual((await find('', await server.self(name))).codes, codes, name);
    assert.deepEqual((await find('', await server.acting('Luca', 'parental'))).codes, ['E11']);
    assert.deepEqual((await find('', await server.acting('Pietro', 'guardianship'))).codes, [
      'E01',
    ]);
    const mandate = await server.acting('Anna', 'mandate', { actions: ['read'] });
    assert.deepEqual((await find('', mandate)).codes, ['E05']);
  });

  it('are fed once, however often the demo starts', async () => {
    const { Giulia } = server.people;
    await feedExemptions(server.store, [{ key: 'Giulia', ...Giulia }], Date.now());
    assert.equal((await find('', await server.self('Giulia'))).total, 2);
  });

  it('are found by each parameter, also posted', async () => {
    const token = await server.self('Giulia');
    const { sub, fiscalCode } = server.people.Giulia;
    const kinds = 'https://fhir.siss.regione.lombardia.it/CodeSystem/SGDT-TipologiaEsenzioni';
    for (const [query, codes] of [
      [`?patient=${sub}&beneficiary=Patient/${sub}`, ['020', 'E02']],
      [`?patient.identifier=http://hl7.it/sid/codiceFiscale|${fiscalCode}`, ['020', 'E02']],
      ['?identifier=E02', ['E02']],
      ['?type=PA', ['020']],
      [`?type=${kinds}|RE`, ['E02']],
      ['?status=active', ['020', 'E02']],
      ['?status=cancelled', []],
      [`?_lastUpdated=lt2025`, ['020']],
      ['?unknown=x', ['020', 'E02']],
    ] as const)
      assert.deepEqual((await find(query, token)).codes, codes, query);
    const posted = await server.ask('/Coverage/_search', token, {
      method: 'POST',
      body: new URLSearchParams({ identifier: 'E02' }),
    });
    assert.equal(((await posted.json()) as { total: number }).total, 1);
    const strict = { headers: { Prefer: 'handling=strict' } };
    assert.equal((await server.ask('/Coverage?unknown=x', token, strict)).status, 400);
  });

  it('of another person are refused before anything is read', async () => {
    const token = await server.self('Giulia');
    const { Luca } = server.people;
    for (const query of [
      `patient=${Luca.sub}`,
      `beneficiary=Patient/${Luca.sub}`,
      `subject=${Luca.sub}`,
      `beneficiary.identifier=${Luca.fiscalCode}`,
    ])
      assert.equal((await server.ask(`/Coverage?${query}`, token)).status, 403, query);
  });

  it('are in the access log with who read them, for whom', async () => {
    const parent = await server.acting('Luca', 'parental');
    const list = await server.ask('/Coverage', parent);
    const { entry } = (await list.json()) as { entry: { resource: { id: string } }[] };
    const id = entry[0]?.resource.id ?? '';
    assert.equal((await server.ask(`/Coverage/${id}`, parent)).status, 200);
    const log = await server.ask(`/AuditEvent?entity=Coverage/${id}`, await server.self('Luca'));
    const text = await log.text();
    assert.ok(text.includes('Giulia Bianchi') && text.includes('"GEN"'));
    assert.equal((JSON.parse(text) as { total: number }).total, 1);
  });
});

describe('the exemption server', () => {
  let server: TestExemption;
  before(async () => {
    server = await testExemption();
  });
  after(() => server[Symbol.asyncDispose]());

  it('describes itself without a token: each JSON route in OpenAPI, Coverage in FHIR', async () => {
    const metadata = await server.ask('/metadata');
    assert.ok((await metadata.text()).includes('"Coverage"'));
    const openApi = await server.ask('/openapi.json');
    const { paths } = (await openApi.json()) as { paths: Record<string, object> };
    const nothing = { base: server.url, stores: {} } as ExemptionRoutesOptions; // listed, never run
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    assert.deepEqual(
      described.sort(),
      exemptionRoutes(nothing)
        .filter(({ form }) => form === 'json')
        .map(({ method, path }) => `${method} ${path.replace(':id', '{id}')}`)
        .sort(),
    );
  });

  it('pages through declarations, newest first', async () => {
    const token = await server.self('Mario');
    for (const code of ['E02', 'E12', 'E13'])
      await server.post('/declarations', token, await signedText(server, token, code));
    const codes: string[] = [];
    let next: string | null = '/declarations?count=2';
    while (next !== null) {
      const response: Response = await server.ask(next, token);
      assert.equal(response.status, 200);
      const page = (await response.json()) as {
        total: number;
        items: { code: string; facts: object; revocation: null }[];
        next: string | null;
      };
      assert.equal(page.total, 3);
      codes.push(...page.items.map(({ code }) => code));
      next = page.next;
    }
    assert.deepEqual(codes, ['E13', 'E12', 'E02']);
  });

  it('answers in English where a person reads, never in the text that is signed', async () => {
    const token = await server.self('Anna');
    const inEnglish = { headers: { 'Accept-Language': 'en' } };
    const read = async (
      init: RequestInit,
    ): Promise<{ text: string; fields: { label: string }[] }[]> =>
      (
        (await (await server.ask('/declaration-texts', token, init)).json()) as {
          items: { text: string; fields: { label: string }[] }[];
        }
      ).items;
    const [italian, english] = [await read({}), await read(inEnglish)];
    assert.equal(italian[0]?.text, english[0]?.text);
    assert.match(english[0]?.fields[0]?.label ?? '', /^The person is unemployed/);
  });
});
