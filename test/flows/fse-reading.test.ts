/** Finding and reading documents as FHIR clients do; every answer passes two foreign validators. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type {
  AuditEvent,
  Binary,
  Bundle,
  CapabilityStatement,
  DocumentReference,
  Patient,
} from 'fhir/r4.js';
import { REQUESTS_PER_MINUTE } from '../../config/limits.ts';
import {
  demoSubjects,
  feedSubjects,
  type Subjects,
  type Tokens,
  tokensFor,
} from '../support/demo-subjects.ts';
import { type TestFse, testFse } from '../support/fse.ts';

describe('reading the health record', () => {
  let fse: TestFse;
  let people: Subjects;
  let tokens: Tokens;
  let giulia: string;
  before(async () => {
    fse = await testFse();
    people = demoSubjects();
    tokens = tokensFor(fse.issuer, people, fse.url);
    await feedSubjects(fse.store, people);
  });
  beforeEach(async () => {
    giulia = await tokens.self('Giulia'); // a fresh one: rates are counted per token
  });
  after(() => fse[Symbol.asyncDispose]());

  async function search(query: string, token = giulia): Promise<Bundle<DocumentReference>> {
    const response = await fse.ask(
      query.startsWith('http') ? query : `/DocumentReference${query}`,
      token,
    );
    assert.equal(response.status, 200, await response.clone().text());
    return (await response.json()) as Bundle<DocumentReference>;
  }
  const documents = (bundle: Bundle<DocumentReference>): DocumentReference[] =>
    (bundle.entry ?? []).flatMap(({ resource }) => (resource ? [resource] : []));
  const link = (bundle: Bundle, relation: string): string | undefined =>
    bundle.link?.find((one) => one.relation === relation)?.url;

  it('lists newest first, each with what MHD asks', async () => {
    const found = documents(await search(''));
    assert.equal(found.length, 10);
    const dates = found.map(({ date = '' }) => Date.parse(date));
    assert.deepEqual(
      dates,
      dates.toSorted((a, b) => b - a),
    );
    for (const one of found) {
      assert.equal(one.subject?.reference, `Patient/${people.Giulia.sub}`);
      assert.equal(one.subject.identifier?.value, people.Giulia.fiscalCode);
      assert.equal(one.masterIdentifier?.value, one.identifier?.[0]?.value);
      assert.equal(one.content[0]?.attachment.url, `${fse.url}/Binary/${one.id ?? ''}`);
      assert.ok(one.context?.facilityType && one.context.practiceSetting && one.context.period);
    }
  });

  it('pages through all of them once, with an exact total on every page', async () => {
    const seen: string[] = [];
    let next: string | undefined = '?_count=3&category=REF';
    while (next !== undefined) {
      const bundle = await search(next);
      assert.equal(bundle.total, 5);
      seen.push(...documents(bundle).map(({ id }) => id ?? ''));
      next = link(bundle, 'next');
    }
    assert.equal(new Set(seen).size, 5);
    assert.equal(seen.length, 5);
  });

  it('refuses a cursor that is broken, of another search or of another reader', async () => {
    const next = link(await search('?_count=2'), 'next') ?? '';
    assert.match(next, /_cursor=/);
    const cursor = new URL(next).searchParams.get('_cursor') ?? '';
    for (const [path, token] of [
      [`?_count=2&_cursor=${cursor}x`, giulia],
      [`?_count=2&_cursor=nonsense`, giulia],
      [`?_count=3&_cursor=${cursor}`, giulia],
      [`?_count=2&category=REF&_cursor=${cursor}`, giulia],
      [`?_count=2&_cursor=${cursor}`, await tokens.self('Luca')],
    ] as const) {
      const response = await fse.ask(`/DocumentReference${path}`, token);
      assert.equal(response.status, 400);
      assert.match(await response.text(), /cursor-invalid/);
    }
  });

  const TOTALS: Readonly<Record<string, number>> = {
    '?category=REF': 5,
    '?category=urn:oid:2.16.840.1.113883.2.9.3.3.6.1.5|VAC': 1,
    '?category=VAC,PRS': 3,
    '?category=http://elsewhere.example|VAC': 0,
    '?type=11502-2': 3,
    '?type=http://loinc.org|59258-4': 1,
    '?type=http://loinc.org|': 10,
    '?event=P99': 1,
    '?event=J07BB02': 1,
    '?event=P98': 0,
    '?security-label=V': 1,
    '?security-label=N': 9,
    '?status=superseded': 0,
    '?status=current,superseded': 10,
    '?facility=Ospedale': 4,
    '?setting=AD_PSC008': 1,
    '?format=2.16.840.1.113883.2.9.10.1.1': 10,
    '?author.family=conti': 4,
    '?author.given=Chiàra': 2,
    '?author.family=rossi': 0,
    '?identifier=demo.giulia.0001': 1,
    '?identifier=urn:oid:2.16.840.1.113883.2.9.2.30.4.4|demo.giulia.0002': 1,
    '?identifier=demo.luca.0001': 0,
    '?related=0300A4000000101': 1,
    '?related:identifier=urn:oid:2.16.840.1.113883.2.9.4.3.9|0300A4000000104': 1,
    '?related.identifier=urn:oid:2.16.840.1.113883.2.9.4.3.8|0300A4000000104': 1,
    '?date=ge2000-01-01': 10,
    '?date=lt2000': 0,
    '?date=ge2000&date=lt2000-06': 0,
    '?creation=gt2000': 10,
    '?period=gt2000-01-01T10:00:00Z': 10,
    '?_lastUpdated=gt2000-01-01T10:00:00%2B01:00': 10,
    '?_summary=count': 10,
    '?_count=0': 10,
    '?unknown=1&_has:Observation:patient:code=1&patient.name=x': 10,
    '?category=REF&type=68604-8': 1,
  };
  for (const [query, total] of Object.entries(TOTALS))
    it(`finds ${total} with ${query}`, async () => {
      const bundle = await search(query);
      assert.equal(bundle.total, total);
      assert.equal(documents(bundle).length, /_summary|_count=0/.test(query) ? 0 : total);
    });

  it('says in self what it used, and not what it ignored', async () => {
    const bundle = await search(
      `?patient=${people.Giulia.sub}&category=REF&colour=red&_has:X:y:z=1`,
    );
    const self = new URL(link(bundle, 'self') ?? '');
    assert.deepEqual([...self.searchParams.keys()].sort(), ['category', 'patient', 'status']);
  });

  const BAD = [
    'date=yesterday',
    'date=2026-02-31',
    'date=xx2026',
    'category=',
    '_count=many',
    '_count=-1',
    '_sort=title',
    '_count=1&_count=2',
    'category:not=REF',
    `type=${Array.from({ length: 51 }, () => 'a').join(',')}`,
  ];
  for (const query of BAD)
    it(`refuses ${query.slice(0, 30)} and names the parameter`, async () => {
      const response = await fse.ask(`/DocumentReference?${query}`, giulia);
      assert.equal(response.status, 400);
      const [name = ''] = query.split(/[=:]/);
      const body = (await response.json()) as { issue: { expression: string[] }[] };
      assert.deepEqual(body.issue[0]?.expression, [`http.${name}`]);
    });

  it('refuses unknown parameters when asked to be strict', async () => {
    const init = { headers: { Prefer: 'handling=strict' } };
    assert.equal((await fse.ask('/DocumentReference?colour=red', giulia, init)).status, 400);
    assert.equal(
      (await fse.ask('/DocumentReference?category=REF&_count=1', giulia, init)).status,
      200,
    );
  });

  it('searches by POST as by GET', async () => {
    const post = (body: string, type = 'application/x-www-form-urlencoded'): Promise<Response> =>
      fse.ask('/DocumentReference/_search', giulia, {
        method: 'POST',
        body,
        headers: { 'Content-Type': type },
      });
    const response = await post(`patient=Patient/${people.Giulia.sub}&category=REF`);
    assert.equal(response.status, 200);
    assert.equal(((await response.json()) as Bundle).total, 5);
    assert.equal((await post(`patient=${people.Luca.sub}`)).status, 403);
    assert.equal((await post('{}', 'application/json')).status, 415);
    assert.equal((await post('x'.repeat(300_000))).status, 413);
  });

  it('reads one document with its version, and answers a hidden and an unknown one alike', async () => {
    const [one] = documents(await search(''));
    const response = await fse.ask(`/DocumentReference/${one?.id ?? ''}`, giulia);
    assert.equal(response.headers.get('etag'), 'W/"1"');
    assert.deepEqual(await response.json(), one);
    const [hidden] = documents(await search('?event=P99'));
    const mother = await tokens.acting('Luca', 'parental');
    const bodies = [];
    for (const id of [one?.id, hidden?.id, '3f0f7e2b-5a77-4c1c-8b3a-c1a4f0de90a7', 'x'])
      for (const type of ['DocumentReference', 'Binary']) {
        const other = await fse.ask(`/${type}/${id ?? ''}`, mother);
        assert.equal(other.status, 404);
        bodies.push(await other.text());
      }
    assert.equal(new Set(bodies).size, 1);
  });

  it('gives the PDF that the metadata describe, as bytes and as Binary', async () => {
    const [one] = documents(await search('?category=LDO'));
    const attachment = one?.content[0]?.attachment;
    const url = attachment?.url ?? '';
    const response = await fse.ask(url, giulia, { headers: { Accept: 'application/pdf' } });
    assert.equal(response.headers.get('content-type'), 'application/pdf');
    const day = one?.date?.slice(0, 10) ?? '';
    assert.equal(
      response.headers.get('content-disposition'),
      `inline; filename="lettera-di-dimissione-${day}.pdf"`,
    );
    const bytes = Buffer.from(await response.arrayBuffer());
    assert.equal(bytes.length, attachment?.size);
    assert.equal(createHash('sha1').update(bytes).digest('base64'), attachment?.hash);
    assert.equal(bytes.subarray(0, 5).toString(), '%PDF-');
    for (const accept of [
      'application/fhir+json',
      'application/fhir+xml;q=1.0, application/fhir+json;q=1.0',
    ]) {
      const asJson = await fse.ask(url, giulia, { headers: { Accept: accept } });
      const body = (await asJson.json()) as Binary;
      assert.equal(body.contentType, 'application/pdf');
      assert.ok(Buffer.from(body.data ?? '', 'base64').equals(bytes));
    }
    assert.equal(
      (await fse.ask(url, giulia, { headers: { Accept: 'text/html, */*;q=0.8' } })).headers.get(
        'content-type',
      ),
      'application/pdf',
    );
    assert.equal(
      (await fse.ask(url, giulia, { headers: { Accept: 'application/xml' } })).status,
      406,
    );
  });

  it('serves JSON alone', async () => {
    assert.equal(
      (await fse.ask('/DocumentReference', giulia, { headers: { Accept: 'application/fhir+xml' } }))
        .status,
      406,
    );
    assert.equal((await fse.ask('/DocumentReference?_format=xml', giulia)).status, 406);
    for (const format of ['json', 'application/fhir%2Bjson', 'application/fhir+json'])
      assert.equal((await fse.ask(`/DocumentReference?_format=${format}`, giulia)).status, 200);
  });

  it('shows the patient as the token names them', async () => {
    const response = await fse.ask(`/Patient/${people.Giulia.sub}`, giulia);
    const patient = (await response.json()) as Patient;
    assert.equal(patient.name?.[0]?.family, 'Bianchi');
    assert.equal(patient.birthDate, people.Giulia.birthdate);
    assert.deepEqual(
      patient.identifier?.map(({ value }) => value),
      [people.Giulia.fiscalCode, people.Giulia.fiscalCode],
    );
  });

  it('tells without a token what it is', async () => {
    const metadata = (await (await fse.ask('/metadata')).json()) as CapabilityStatement;
    assert.equal(metadata.fhirVersion, '4.0.1');
    const smart = (await (await fse.ask('/.well-known/smart-configuration')).json()) as Record<
      string,
      unknown
    >;
    assert.equal(smart['token_endpoint'], `${fse.issuer.url}/token`);
    const resource = (await (
      await fse.ask('/.well-known/oauth-protected-resource')
    ).json()) as Record<string, unknown>;
    assert.equal(resource['resource'], fse.url);
    assert.equal((await fse.ask('/health/ready')).status, 200);
    const preflight = await fse.ask('/DocumentReference', undefined, { method: 'OPTIONS' });
    assert.equal(preflight.status, 204);
    assert.equal(preflight.headers.get('access-control-allow-origin'), '*');
  });

  it('takes the caller’s request id, and makes one when it is no plain word', async () => {
    const named = await fse.ask('/metadata', undefined, { headers: { 'X-Request-Id': 'abc-1' } });
    assert.equal(named.headers.get('x-request-id'), 'abc-1');
    const made = await fse.ask('/metadata', undefined, { headers: { 'X-Request-Id': 'a b"c' } });
    assert.match(made.headers.get('x-request-id') ?? '', /^[0-9a-f-]{36}$/);
  });

  it('names other methods and paths for what they are', async () => {
    const response = await fse.ask('/DocumentReference', giulia, { method: 'DELETE' });
    assert.equal(response.status, 405);
    assert.ok(response.headers.get('allow')?.includes('GET'));
    assert.equal((await fse.ask('/Observation', giulia)).status, 404);
    assert.equal((await fse.ask(`/DocumentReference?x=${'a'.repeat(5000)}`, giulia)).status, 414);
    const head = await fse.ask('/DocumentReference', giulia, { method: 'HEAD' });
    assert.equal(head.status, 405);
  });

  it('logs each access with who, for whom, with what, under which delegation', async () => {
    const mother = await tokens.acting('Sara', 'parental');
    const [one] = documents(await search('', mother));
    await fse.ask(`/Binary/${one?.id ?? ''}`, mother);
    const sara = await tokens.self('Sara');
    const response = await fse.ask('/AuditEvent?_count=1&agent=portale-salute', sara);
    const bundle = (await response.json()) as Bundle<AuditEvent>;
    assert.equal(bundle.total, 2);
    const event = bundle.entry?.[0]?.resource;
    assert.ok(event);
    assert.deepEqual(
      event.subtype?.map(({ code }) => code),
      ['read', 'ITI-68'],
    );
    const person = event.agent.find(({ requestor }) => requestor);
    assert.equal(person?.name, 'Giulia Bianchi');
    assert.equal(person.role?.[0]?.coding?.[0]?.code, 'GEN');
    assert.ok(
      event.entity?.some(({ what }) => what?.reference === `DocumentReference/${one?.id ?? ''}`),
    );
    assert.ok(event.entity?.some(({ name }) => name === 'delega: parental'));
    const read = await fse.ask(`/AuditEvent/${event.id ?? ''}`, sara);
    assert.deepEqual(await read.json(), event);
    const of = async (query: string): Promise<number | undefined> =>
      ((await (await fse.ask(`/AuditEvent?${query}`, sara)).json()) as Bundle).total;
    assert.equal(await of(`entity=DocumentReference/${one?.id ?? ''}`), 1);
    assert.equal(await of('date=lt2000'), 0);
    assert.equal(await of(`agent=${people.Giulia.sub}`), 2);
  });

  it('stops at the rate of one token, and only that token', async () => {
    const wrongForm = (): Promise<Response> => fse.ask('/DocumentReference?_format=xml', giulia);
    for (let n = 0; n < REQUESTS_PER_MINUTE; n += 1) assert.equal((await wrongForm()).status, 406);
    const refused = await wrongForm();
    assert.equal(refused.status, 429);
    assert.ok(Number(refused.headers.get('retry-after')) > 0);
    assert.equal((await fse.ask('/DocumentReference', await tokens.self('Giulia'))).status, 200);
  });
});
