/** Bad input at every endpoint of the registry: refused in words, never a 5xx, nothing changed. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { assertValid } from '../support/fhir-validators.ts';
import { testRegistry, type TestRegistry } from '../support/registry.ts';
import { sentNote } from '../support/registry-notes.ts';
import { sendRaw } from '../support/send-raw.ts';

const REQUESTS = 500;
const SEED = 7;

/** A small generator whose sequence is always the same. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const NASTY = [
  ...['', '%00', '%ff%fe', '%E0%A4%A', '..%2f..%2fetc%2fpasswd', '__proto__', 'constructor'],
  ...['%F0%9F%92%A9', 'a'.repeat(3000), "'%20OR%201=1--", '%3Cscript%3E', '-1', '9'.repeat(400)],
  ...['%7B%22$gt%22:%22%22%7D', '1e999', 'null', '%0d%0aX-Evil:1', ',,,,', '|', '%5C,%5C%5C,'],
  ...['ge', '2026-99-99', '%ED%A0%80'],
];
const NAMES = [
  ...['patient', 'subject', 'patient.identifier', 'identifier', 'status', 'category', 'type'],
  ...['date', 'event', 'description', '_id', '_lastUpdated', '_sort', '_count', '_cursor'],
  ...['_format', '_summary', 'kind', 'name', 'city', 'count', 'cursor', 'entity', 'agent'],
  ...['__proto__', 'constructor', '_has:a:b:c', 'name:exact', ''],
];
const PATHS: readonly [string, string][] = [
  ['GET', '/Patient'],
  ['GET', '/Patient/{}'],
  ['GET', '/doctors'],
  ['GET', '/doctor-choices'],
  ['POST', '/doctor-choices'],
  ['GET', '/Consent'],
  ['GET', '/Consent/{}'],
  ['GET', '/Consent/{}/_history'],
  ['PUT', '/Consent/{}'],
  ['GET', '/DocumentReference'],
  ['POST', '/DocumentReference'],
  ['POST', '/DocumentReference/_search'],
  ['GET', '/DocumentReference/{}'],
  ['PUT', '/DocumentReference/{}'],
  ['DELETE', '/DocumentReference/{}'],
  ['GET', '/AuditEvent'],
  ['GET', '/AuditEvent/{}'],
  ['PATCH', '/Consent/{}'],
  ['GET', '/{}'],
];
const TYPES = [
  ...['application/json', 'application/json', 'application/fhir+json; charset=utf-8'],
  ...['application/json; charset=latin1', 'application/x-www-form-urlencoded', 'text/plain', ''],
];

describe('bad input at the registry', () => {
  let registry: TestRegistry;
  before(async () => {
    registry = await testRegistry();
    assertValid({ resourceType: 'Bundle', type: 'searchset' }); // loading takes seconds: not while a connection waits
  });
  after(() => registry[Symbol.asyncDispose]());

  const random = seeded(SEED);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T; // lists are never empty

  /** A whole body with one member made wrong, or no JSON at all. None of them is right. */
  function body(): Buffer {
    const note = JSON.stringify(sentNote());
    const consent = `{"resourceType":"Consent","id":"x","policy":[{"uri":"a"}],"provision":{"type":"permit"}}`;
    const choice = `{"action":"choose","doctor_id":"${randomUUID()}","current_doctor_id":null}`;
    const good = pick([note, consent, choice]);
    const wrong = pick(['null', '[]', '{"a":1}', '"\\u0000"', '1e400', '"\\ud800"', '-0', '""']);
    return pick([
      Buffer.from(''),
      Buffer.from(good.slice(0, Math.floor(random() * good.length))),
      Buffer.from(good.replace(/:"(current|Consent|choose)"/, `:${wrong}`)),
      Buffer.from(note.replace(/"(description|contentType)":"[^"]*"/, `"$1":${wrong}`)),
      Buffer.from(
        note.replace(/"data":"[^"]*"/, `"data":${pick(['"%%"', '"\\ud800"', '7', 'null'])}`),
      ),
      Buffer.from(
        note.replace(
          /"date":"[^"]*"/,
          `"date":"${pick(['9999-99-99T00:00:00Z', '-1', '+999999-01-01T00:00:00Z'])}"`,
        ),
      ),
      Buffer.from(consent.replace('"permit"', wrong)),
      Buffer.from(choice.replace(/"doctor_id":"[^"]*"/, `"doctor_id":${wrong}`)),
      Buffer.from('[]'),
      Buffer.from('null'),
      Buffer.from('{"__proto__":{"resourceType":"Consent"},"constructor":1}'),
      Buffer.from([0xff, 0xfe, 0x00, 0x7b]),
      Buffer.from('['.repeat(70_000)),
      Buffer.from('patient=%ff&_count=%00&type=a&'.repeat(1000)),
      Buffer.from('x'.repeat(300_000)),
    ]);
  }

  it(`answers ${REQUESTS} requests in words and below 500`, async function () {
    this.timeout(60_000);
    const before = await everything();
    let token = '';
    for (let n = 0; n < REQUESTS; n += 1) {
      if (n % 10 === 0)
        token = await pick([
          () => registry.token('Giulia'),
          () => registry.token('Luca', { basis: 'parental' }),
          () => registry.token('Anna', { basis: 'mandate' }),
        ])();
      const [method, shape] = pick(PATHS);
      const id = pick([randomUUID(), pick(NASTY) || 'x']);
      const query = Array.from(
        { length: Math.floor(random() * 4) },
        () => `${encodeURIComponent(pick(NAMES))}=${pick(NASTY)}`,
      ).join('&');
      const isRead = method === 'GET';
      const sends = !isRead && method !== 'DELETE';
      const isQueried = query !== '' && (isRead || random() < 0.2);
      const headers: Record<string, string> = {
        authorization:
          random() < 0.05 ? pick(['Bearer', 'Bearer a b', 'DPoP x', 'è']) : `Bearer ${token}`,
        ...(sends ? { 'content-type': pick(TYPES) } : {}),
        ...(random() < 0.2
          ? { accept: pick(['', 'text/html', '*/*;q=x', ',', 'a'.repeat(3000)]) }
          : {}),
        ...(random() < 0.2 ? { prefer: 'handling=strict' } : {}),
        ...(random() < 0.5
          ? { 'idempotency-key': pick([randomUUID(), 'short', 'x'.repeat(500)]) }
          : {}),
        ...(random() < 0.3 ? { 'if-match': pick(['', '"', 'W/"1"', '*', ',,', 'W/"-1"']) } : {}),
      };
      const full = `${shape.replace('{}', id)}${isQueried ? `?${query}` : ''}`;
      const answer = await sendRaw(registry.url, method, full, headers, sends ? body() : undefined);
      const label = `${method} ${full.slice(0, 200)} -> ${answer.status} ${answer.body.slice(0, 300)}`;
      assert.ok(answer.status < 500, label);
      if (answer.status < 400) continue;
      assert.ok(answer.body.length < 2000, label);
      if (answer.type.startsWith('application/fhir+json')) assertValid(JSON.parse(answer.body));
      else assert.equal(answer.type, 'application/problem+json; charset=utf-8', label);
    }
    assert.deepEqual(await everything(), before);
  });

  it('left no line about a fault of ours in the log', () => {
    assert.deepEqual(
      registry.logs.lines().filter(({ level }) => Number(level) >= 50),
      [],
    );
  });

  /** What the registry holds of the people who sent. */
  async function everything(): Promise<unknown[]> {
    const { persons, consents, notes, doctors } = registry.stores;
    const codes = ['Giulia', 'Luca', 'Anna'] as const;
    const held = await Promise.all(
      codes.map(async (name) => {
        const { fiscalCode } = registry.people[name];
        return [
          await persons.get(fiscalCode),
          await consents.find({ fiscalCode }),
          await notes.find({ fiscalCode }),
        ];
      }),
    );
    return [held, await doctors.find({ asst: '701' })];
  }
});
