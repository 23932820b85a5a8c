/** Publishing by ITI-105 and the paper copies of what was published. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { AuditEvent, Bundle, DocumentReference } from 'fhir/r4.js';
import { demoSubjects, type Subjects, type Tokens, tokensFor } from '../support/demo-subjects.ts';
import { type TestFse, testFse } from '../support/fse.ts';
import {
  type PublicationInput,
  type Publisher,
  publication,
  publisherAt,
} from '../support/publication.ts';

describe('publishing a document', () => {
  let fse: TestFse;
  let people: Subjects;
  let tokens: Tokens;
  let laboratory: Publisher;
  before(async () => {
    fse = await testFse();
    people = demoSubjects();
    tokens = tokensFor(fse.issuer, people, fse.url);
    laboratory = publisherAt(fse);
  });
  after(() => fse[Symbol.asyncDispose]());

  const fresh = (more: Partial<PublicationInput> = {}): PublicationInput => ({
    value: randomUUID(),
    fiscalCode: people.Mario.fiscalCode,
    ...more,
  });
  async function refuses(
    body: unknown,
    status: number,
    code: string,
    field?: string,
  ): Promise<void> {
    const response = await laboratory.publish(body);
    const text = await response.text();
    assert.equal(response.status, status, text);
    assert.ok(text.includes(`"${code}"`), text);
    if (field !== undefined) assert.ok(text.includes(field), text);
  }

  it('stores it for the patient, who sees who published it', async () => {
    const response = await laboratory.publish(publication(fresh()));
    assert.equal(response.status, 201);
    const created = (await response.json()) as DocumentReference;
    assert.equal(
      response.headers.get('location'),
      `${fse.url}/DocumentReference/${created.id ?? ''}/_history/1`,
    );
    assert.equal(response.headers.get('etag'), 'W/"1"');
    assert.equal(created.subject?.reference, undefined);
    const mario = await tokens.self('Mario');
    const read = await fse.ask(`/DocumentReference/${created.id ?? ''}`, mario);
    assert.equal(
      ((await read.json()) as DocumentReference).subject?.reference,
      `Patient/${people.Mario.sub}`,
    );
    const log = (await (
      await fse.ask('/AuditEvent?agent=laboratorio', mario)
    ).json()) as Bundle<AuditEvent>;
    assert.equal(log.entry?.[0]?.resource?.action, 'C');
  });

  it('answers the same publication again with the first one, and another under its identifier with 409', async () => {
    const input = fresh();
    const id = await laboratory.put(input);
    const again = await laboratory.publish(publication(input));
    assert.equal(again.status, 200);
    assert.equal(((await again.json()) as DocumentReference).id, id);
    await refuses(publication({ ...input, text: 'something else' }), 409, 'duplicate-identifier');
    await refuses(
      publication({ ...input, fiscalCode: people.Anna.fiscalCode }),
      409,
      'duplicate-identifier',
    );
    const other = await fse.ask('/DocumentReference', await laboratory.token('030998'), {
      method: 'POST',
      body: JSON.stringify(publication({ ...input, organization: '030998' })),
      headers: { 'Content-Type': 'application/fhir+json' },
    });
    assert.equal(other.status, 201, 'identifiers are each producer’s own');
  });

  it('is stored once when sent 8 times at once', async () => {
    const body = publication(fresh());
    const answers = await Promise.all(Array.from({ length: 8 }, () => laboratory.publish(body)));
    assert.deepEqual(
      answers.map(({ status }) => status).sort(),
      [200, 200, 200, 200, 200, 200, 200, 201],
    );
    const ids = await Promise.all(
      answers.map(async (one) => ((await one.json()) as DocumentReference).id),
    );
    assert.equal(new Set(ids).size, 1);
  });

  it('honours If-None-Exist and Prefer: return=minimal', async () => {
    const input = fresh();
    const header = {
      'If-None-Exist': `identifier=urn:oid:2.16.840.1.113883.2.9.2.30.4.4|${input.value}`,
    };
    const first = await laboratory.publish(publication(input), {
      ...header,
      Prefer: 'return=minimal',
    });
    assert.deepEqual([first.status, await first.text()], [201, '']);
    assert.equal(
      (await laboratory.publish(publication({ ...input, text: 'changed' }), header)).status,
      200,
    );
    assert.equal(
      (await laboratory.publish(publication(fresh()), { 'If-None-Exist': 'name=x' })).status,
      400,
    );
  });

  it('supersedes what it replaces, once', async () => {
    const first = await laboratory.put(fresh());
    const two = await Promise.all(
      [1, 2].map(() => laboratory.publish(publication(fresh({ replaces: first })))),
    );
    assert.deepEqual(two.map(({ status }) => status).sort(), [201, 422]);
    const response = await fse.ask(`/DocumentReference/${first}`, await tokens.self('Mario'));
    assert.equal(response.headers.get('etag'), 'W/"2"');
    assert.equal(((await response.json()) as DocumentReference).status, 'superseded');
    await refuses(publication(fresh({ replaces: first })), 422, 'unknown-replaced');
    await refuses(publication(fresh({ replaces: randomUUID() })), 422, 'unknown-replaced');
    const ofAnna = await laboratory.put(fresh({ fiscalCode: people.Anna.fiscalCode }));
    await refuses(publication(fresh({ replaces: ofAnna })), 422, 'unknown-replaced');
  });

  it('reads hiding codes from event or label, and P00 ends P99', async () => {
    const hidden = await laboratory.put(
      fresh({ fiscalCode: people.Luca.fiscalCode, marks: ['P99'] }),
    );
    const mother = (): Promise<string> => tokens.acting('Luca', 'parental');
    assert.equal((await fse.ask(`/DocumentReference/${hidden}`, await mother())).status, 404);
    const shown = await laboratory.put(
      fresh({ fiscalCode: people.Luca.fiscalCode, marks: ['P00'], replaces: hidden }),
    );
    assert.equal((await fse.ask(`/DocumentReference/${shown}`, await mother())).status, 200);
    assert.equal((await fse.ask(`/DocumentReference/${hidden}`, await mother())).status, 200);
    await laboratory.put(fresh({ fiscalCode: people.Luca.fiscalCode, marks: ['P97', 'P98'] }));
    await refuses(
      publication(fresh({ fiscalCode: people.Giulia.fiscalCode, marks: ['P97'] })),
      422,
      'not-a-minor',
    );
  });

  it('says nothing of who is known: a stranger’s document is stored alike', async () => {
    const known = await laboratory.publish(publication(fresh()));
    const unknown = await laboratory.publish(
      publication(fresh({ fiscalCode: 'RSSMRA80A01F839W' })),
    );
    assert.deepEqual([known.status, unknown.status], [201, 201]);
  });

  const change = (path: string, value: unknown): unknown => {
    const body = structuredClone(publication(fresh())) as unknown as Record<string, unknown>;
    const steps = path.split('.');
    const last = steps.pop() ?? '';
    // The paths below exist in the form above.
    let place = body;
    for (const step of steps) place = place[step] as Record<string, unknown>;
    if (value === undefined) Reflect.deleteProperty(place, last);
    else place[last] = value;
    return body;
  };
  const REFUSED: readonly [string, unknown, number, string, string?][] = [
    ['masterIdentifier', undefined, 400, 'VALIDATION_ERROR', 'DocumentReference.masterIdentifier'],
    ['resourceType', 'Observation', 400, 'VALIDATION_ERROR', 'DocumentReference.resourceType'],
    ['status', 'superseded', 400, 'VALIDATION_ERROR', 'DocumentReference.status'],
    [
      'subject.identifier.value',
      'RSSMRA80A01F205Z',
      400,
      'VALIDATION_ERROR',
      'DocumentReference.subject.identifier',
    ],
    [
      'subject.reference',
      'Patient/1',
      400,
      'VALIDATION_ERROR',
      'DocumentReference.subject.reference',
    ],
    ['date', 'yesterday', 400, 'VALIDATION_ERROR', 'DocumentReference.date'],
    ['author', [], 400, 'VALIDATION_ERROR', 'DocumentReference.author'],
    ['custodian.identifier.value', '030998', 422, 'NOT_PROCESSABLE', 'DocumentReference.custodian'],
    ['category.0.coding.0.code', 'LDO', 422, 'type-class-mismatch', 'DocumentReference.type'],
    ['type.coding.0.code', 'toString', 422, 'type-class-mismatch'],
    [
      'securityLabel.0.coding.0.code',
      'R',
      400,
      'VALIDATION_ERROR',
      'DocumentReference.securityLabel',
    ],
    ['content.0.attachment.hash', 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=', 422, 'hash-mismatch'],
    ['content.0.attachment.size', 1, 422, 'hash-mismatch'],
    [
      'content.0.attachment.data',
      'not base64!',
      400,
      'VALIDATION_ERROR',
      'DocumentReference.content.0.attachment.data',
    ],
    ['content.0.attachment.contentType', 'text/html', 400, 'VALIDATION_ERROR'],
    [
      'context.practiceSetting',
      undefined,
      400,
      'VALIDATION_ERROR',
      'DocumentReference.context.practiceSetting',
    ],
    [
      'context.related',
      [{ identifier: { system: 'urn:oid:2.16.840.1.113883.2.9.4.3.9', value: '1' } }],
      400,
      'VALIDATION_ERROR',
    ],
    [
      'context.event',
      [{ coding: [{ system: 'urn:oid:2.16.840.1.113883.2.9.3.3.6.1.3', code: 'P12' }] }],
      400,
      'VALIDATION_ERROR',
    ],
  ];
  for (const [path, value, status, code, field] of REFUSED)
    it(`refuses ${path} ${value === undefined ? 'missing' : JSON.stringify(value).slice(0, 40)} with ${code}`, async () => {
      await refuses(change(path, value), status, code, field);
    });

  it('refuses what is no PDF, and bodies that are too large or no JSON', async () => {
    const notPdf = publication(fresh());
    const attachment = notPdf.content[0]?.attachment;
    assert.ok(attachment);
    Object.assign(attachment, { data: 'aGVsbG8=', size: 5, hash: 'qvTGHdzF6KLavt4PO0gs2a6pQ00=' });
    await refuses(notPdf, 422, 'NOT_PROCESSABLE', 'attachment.data');
    await refuses('{', 400, 'VALIDATION_ERROR');
    await refuses(' '.repeat(15 * 1024 * 1024), 413, 'too-large');
    assert.equal((await laboratory.publish('{}', { 'Content-Type': 'text/plain' })).status, 415);
    const withQuery = await fse.ask('/DocumentReference?identifier=x', await laboratory.token(), {
      method: 'POST',
      body: JSON.stringify(publication(fresh())),
      headers: { 'Content-Type': 'application/json' },
    });
    assert.equal(withQuery.status, 400);
  });

  it('is for services registered with an organisation: no citizen, no other', async () => {
    const ask = async (token: string): Promise<number> =>
      (
        await fse.ask('/DocumentReference', token, {
          method: 'POST',
          body: JSON.stringify(publication(fresh())),
          headers: { 'Content-Type': 'application/json' },
        })
      ).status;
    assert.equal(await ask(await tokens.self('Mario')), 403);
    assert.equal(await ask(await tokens.acting('Luca', 'parental')), 403);
    assert.equal(
      await ask(
        await fse.issuer.mint({
          sub: 'x',
          client_id: 'x',
          scope: 'fse:publish',
          jti: '1',
          aud: fse.url,
        }),
      ),
      403,
    );
  });

  it('shows the organisation its own documents, of every mark, and no others', async () => {
    const mark = await laboratory.put(fresh({ marks: ['P98'], value: 'own.p98' }));
    const search = async (
      query: string,
      organization?: string,
    ): Promise<Bundle<DocumentReference>> =>
      (await (
        await fse.ask(`/DocumentReference?${query}`, await laboratory.token(organization))
      ).json()) as Bundle<DocumentReference>;
    const found = await search('identifier=own.p98');
    assert.equal(found.entry?.[0]?.resource?.id, mark);
    assert.equal(found.entry[0].resource.context?.event?.[0]?.coding?.[0]?.code, 'P98');
    assert.equal(
      (await search(`patient.identifier=${people.Mario.fiscalCode}&identifier=own.p98`)).total,
      1,
    );
    assert.equal((await search('identifier=own.p98', '030998')).total, 0);
    assert.equal(
      (await fse.ask(`/DocumentReference/${mark}`, await laboratory.token('030998'))).status,
      404,
    );
    assert.equal((await fse.ask(`/Binary/${mark}`, await laboratory.token())).status, 403);
  });
});

describe('paper copies', () => {
  let fse: TestFse;
  let people: Subjects;
  let tokens: Tokens;
  let laboratory: Publisher;
  beforeEach(async () => {
    fse = await testFse();
    people = demoSubjects();
    tokens = tokensFor(fse.issuer, people, fse.url);
    laboratory = publisherAt(fse);
  });
  afterEach(() => fse[Symbol.asyncDispose]());

  const put = (value: string): Promise<string> =>
    laboratory.put({ value, fiscalCode: people.Mario.fiscalCode });
  const read = async (id: string): Promise<number> =>
    (await fse.ask(`/Binary/${id}`, await tokens.self('Mario'))).status;
  const print = async (id: string, reason: string): Promise<Response> =>
    fse.ask(`/print-on-demand/documents/${id}`, await laboratory.token(), {
      method: 'PUT',
      body: JSON.stringify({ reason }),
      headers: { 'Content-Type': 'application/json' },
    });
  const get = async (path: string): Promise<Record<string, unknown>> => {
    const response = await fse.ask(`/print-on-demand/${path}`, await laboratory.token());
    assert.equal(response.status, 200);
    return (await response.json()) as Record<string, unknown>;
  };

  it('are not needed once read on line; a list does not count as reading', async () => {
    const id = await put('a');
    await fse.ask('/DocumentReference', await tokens.self('Mario'));
    assert.equal((await get('documents?state=pending'))['total'], 1);
    assert.equal(await read(id), 200);
    const { items } = (await get('documents?state=consulted')) as {
      items: Record<string, unknown>[];
    };
    const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Rome' }).format(Date.now());
    assert.deepEqual(items, [
      {
        id,
        identifier: 'urn:oid:2.16.840.1.113883.2.9.2.30.4.4|a',
        type: '11502-2',
        published: today,
        state: 'consulted',
        consulted_on: today,
      },
    ]);
    const refused = await print(id, 'not-consulted');
    assert.equal(refused.status, 409);
    assert.equal(refused.headers.get('content-type'), 'application/problem+json; charset=utf-8');
    assert.equal(
      ((await refused.json()) as Record<string, unknown>)['type'],
      'urn:gass:error:consulted-online',
    );
    assert.equal((await print(id, 'on-request')).status, 200);
    assert.equal((await print(id, 'on-request')).status, 200, 'repeating is no error');
  });

  it('are printed or read first: of 8 at once, figures and states agree', async () => {
    for (let n = 0; n < 8; n += 1) {
      const id = await put(`race-${n}`);
      const [printing] = await Promise.all([print(id, 'not-consulted'), read(id)]);
      const { items } = (await get('documents?count=100')) as {
        items: { id: string; state: string }[];
      };
      assert.equal(
        items.find((one) => one.id === id)?.state,
        printing.status === 200 ? 'printed' : 'consulted',
      );
    }
  });

  it('make figures by month and type, and pages of a list', async () => {
    const ids = await Promise.all(['a', 'b', 'c', 'd'].map(put));
    await read(ids[0] ?? '');
    await print(ids[1] ?? '', 'not-consulted');
    await print(ids[2] ?? '', 'on-request');
    const month = new Date().toISOString().slice(0, 7);
    const figures = {
      published: 4,
      consulted_online: 1,
      printed_not_consulted: 1,
      printed_on_request: 1,
      pending: 1,
    };
    assert.deepEqual(await get('statistics'), { groups: [{ key: month, ...figures }] });
    assert.deepEqual(await get('statistics?by=month,type'), {
      groups: [{ key: `${month} 11502-2`, ...figures }],
    });
    assert.deepEqual(await get('statistics?to=2020-01-01'), { groups: [] });
    const seen: unknown[] = [];
    let path = 'documents?count=3';
    for (;;) {
      const page = (await get(path)) as {
        total: number;
        items: { id: string }[];
        next: string | null;
      };
      assert.equal(page.total, 4);
      seen.push(...page.items.map(({ id }) => id));
      if (page.next === null) break;
      path = page.next.split('/print-on-demand/')[1] ?? '';
    }
    assert.deepEqual(seen.sort(), ids.sort());
  });

  it('refuse what is not there, not one’s own, or not valid', async () => {
    const id = await put('a');
    assert.equal((await print(randomUUID(), 'on-request')).status, 404);
    assert.equal((await print(id, 'for fun')).status, 400);
    for (const query of [
      'documents?published=soon',
      'documents?count=x',
      'statistics?by=person',
      'statistics?from=soon',
    ])
      assert.equal(
        (await fse.ask(`/print-on-demand/${query}`, await laboratory.token())).status,
        400,
        query,
      );
    assert.equal(
      (await fse.ask('/print-on-demand/documents', await tokens.self('Mario'))).status,
      403,
    );
    const other = await fse.ask(
      `/print-on-demand/documents/${id}`,
      await laboratory.token('030998'),
      {
        method: 'PUT',
        body: '{"reason":"on-request"}',
        headers: { 'Content-Type': 'application/json' },
      },
    );
    assert.equal(other.status, 404);
  });

  it('are described at /openapi.json', async () => {
    const document = (await (await fse.ask('/openapi.json')).json()) as { paths: object };
    assert.deepEqual(Object.keys(document.paths), [
      '/print-on-demand/documents',
      '/print-on-demand/documents/{id}',
      '/print-on-demand/statistics',
    ]);
  });
});
