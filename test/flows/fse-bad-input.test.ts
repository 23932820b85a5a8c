/** Bad input at every endpoint of the health record: refused in words, never a 5xx, nothing changed. */
import assert from 'node:assert/strict';
import {
  demoSubjects,
  feedSubjects,
  type Subjects,
  type Tokens,
  tokensFor,
} from '../support/demo-subjects.ts';
import { assertValid } from '../support/fhir-validators.ts';
import { type TestFse, testFse } from '../support/fse.ts';
import { publication, publisherAt } from '../support/publication.ts';
import { sendRaw } from '../support/send-raw.ts';

const REQUESTS = 600;
const SEED = 4;

/** A small generator whose sequence is always the same. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const NASTY = [
  '',
  '%00',
  '%ff%fe',
  '%E0%A4%A',
  '..%2f..%2fetc%2fpasswd',
  '__proto__',
  'constructor',
  'toString',
  '%F0%9F%92%A9',
  'a'.repeat(3000),
  "'%20OR%201=1--",
  '%3Cscript%3E',
  '%7B%22$gt%22:%22%22%7D',
  '-1',
  '9'.repeat(400),
  '1e999',
  'null',
  '%0d%0aX-Evil:1',
  ',,,,',
  '|',
  '%5C,%5C%5C,',
  'ge',
  '2026-99-99',
];
const NAMES = [
  'patient',
  'subject',
  'patient.identifier',
  'status',
  'type',
  'category',
  'date',
  'creation',
  'period',
  'event',
  'facility',
  'setting',
  'format',
  'security-label',
  'author.given',
  'author.family',
  'identifier',
  'related',
  '_id',
  '_lastUpdated',
  '_sort',
  '_count',
  '_cursor',
  '_format',
  '_summary',
  '_total',
  'entity',
  'agent',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'state',
  'published',
  'count',
  'cursor',
  'from',
  'to',
  'by',
  '_has:a:b:c',
  '',
];
const PATHS: readonly [string, string][] = [
  ['GET', '/DocumentReference'],
  ['POST', '/DocumentReference'],
  ['POST', '/DocumentReference/_search'],
  ['GET', '/DocumentReference/{}'],
  ['POST', '/DocumentReference/{}/$hide'],
  ['POST', '/DocumentReference/{}/$unhide'],
  ['GET', '/Binary/{}'],
  ['GET', '/Patient/{}'],
  ['GET', '/AuditEvent'],
  ['GET', '/AuditEvent/{}'],
  ['GET', '/print-on-demand/documents'],
  ['PUT', '/print-on-demand/documents/{}'],
  ['GET', '/print-on-demand/statistics'],
  ['PATCH', '/DocumentReference/{}'],
  ['GET', '/{}'],
];
const TYPES = [
  'application/json',
  'application/fhir+json; charset=utf-8',
  'application/json; charset=latin1',
  'application/x-www-form-urlencoded',
  'text/plain',
  '',
  'application/fhir+xml',
];

describe('bad input at the health record', () => {
  let fse: TestFse;
  let people: Subjects;
  let tokens: Tokens;
  before(async () => {
    fse = await testFse();
    people = demoSubjects();
    tokens = tokensFor(fse.issuer, people, fse.url);
    await feedSubjects(fse.store, people);
    assertValid({ resourceType: 'Bundle', type: 'searchset' }); // loading takes seconds: not while a connection waits
  });
  after(() => fse[Symbol.asyncDispose]());

  const random = seeded(SEED);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T; // lists are never empty

  function body(): Buffer {
    const good = JSON.stringify(publication({ value: 'x', fiscalCode: people.Mario.fiscalCode }));
    const cut = good.slice(0, Math.floor(random() * good.length));
    return pick([
      Buffer.from(''),
      Buffer.from(cut),
      Buffer.from(good.replace('"current"', pick(['null', '[]', '{"a":1}', '"\\u0000"', '1e400']))),
      Buffer.from(
        good.replace(
          /"date":"[^"]*"/,
          `"date":"${pick(['9999-99-99T00:00:00Z', '-1', '0000-00-00T00:00:00+99:99'])}"`,
        ),
      ),
      Buffer.from('[]'),
      Buffer.from('null'),
      Buffer.from('"text"'),
      Buffer.from('{"__proto__":{"resourceType":"Parameters"},"parameter":[]}'),
      Buffer.from(
        '{"resourceType":"Parameters","parameter":[{"name":"code","valueCode":"P98"},{"name":"code"}]}',
      ),
      Buffer.from([0xff, 0xfe, 0x00, 0x7b]),
      Buffer.from('['.repeat(70_000)),
      Buffer.from('patient=%ff&_count=%00&type=a&'.repeat(1000)),
      Buffer.from('x'.repeat(300_000)),
    ]);
  }

  it(`answers ${REQUESTS} requests in words and below 500`, async function () {
    this.timeout(60_000);
    const laboratory = publisherAt(fse);
    let token = '';
    for (let n = 0; n < REQUESTS; n += 1) {
      if (n % 10 === 0)
        token = await pick([
          () => tokens.self('Mario', 'fse:read fse:write'),
          () => tokens.acting('Luca', 'parental'),
          () => laboratory.token(),
        ])();
      const [method, shape] = pick(PATHS);
      const path = shape.replace('{}', pick(NASTY) || 'x');
      const query = Array.from(
        { length: Math.floor(random() * 4) },
        () => `${encodeURIComponent(pick(NAMES))}=${pick(NASTY)}`,
      ).join('&');
      const sends = method !== 'GET';
      const headers: Record<string, string> = {
        authorization:
          random() < 0.05 ? pick(['Bearer', 'Bearer a b', 'DPoP x', '\u00e8']) : `Bearer ${token}`,
        ...(sends ? { 'content-type': pick(TYPES) } : {}),
        ...(random() < 0.2
          ? {
              accept: pick([
                '',
                'text/html',
                '*/*;q=x',
                ',',
                'application/fhir+xml',
                'a'.repeat(3000),
              ]),
            }
          : {}),
        ...(random() < 0.2 ? { prefer: 'handling=strict' } : {}),
        ...(random() < 0.1 ? { 'if-none-exist': pick(['', 'identifier=|', 'a=b&c=d', '%']) } : {}),
        ...(random() < 0.1 ? { 'accept-language': pick(['xx', ';;', 'en;q=2', '*']) } : {}),
      };
      const full = `${path}${query === '' ? '' : `?${query}`}`;
      const answer = await sendRaw(fse.url, method, full, headers, sends ? body() : undefined);
      const label = `${method} ${full.slice(0, 200)} -> ${answer.status} ${answer.body.slice(0, 300)}`;
      assert.ok(answer.status < 500, label);
      if (answer.status < 400) continue;
      assert.ok(answer.body.length < 2000, label);
      if (answer.type.startsWith('application/fhir+json')) assertValid(JSON.parse(answer.body));
      else assert.equal(answer.type, 'application/problem+json; charset=utf-8', label);
    }
  });

  it('changed nothing, and still answers', async () => {
    const response = await fse.ask(
      '/DocumentReference?status=current,superseded',
      await tokens.self('Mario'),
    );
    assert.equal(((await response.json()) as { total: number }).total, 2);
  });

  it('left no line about a fault of ours in the log', () => {
    assert.deepEqual(
      fse.logs.lines().filter(({ level }) => Number(level) >= 50),
      [],
    );
  });
});
