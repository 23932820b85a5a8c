/** Bad input at every endpoint of the exemption server: refused in words, never a 5xx, nothing changed. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { openExemptionStores } from '../../src/resource-servers/exemption/collections.ts';
import { diceOf } from '../support/bad-requests.ts';
import { signedText, type TestExemption, testExemption } from '../support/exemption.ts';
import { assertValid } from '../support/fhir-validators.ts';
import { type RawAnswer, sendRaw } from '../support/send-raw.ts';

const REQUESTS = 400;
const SEED = 4;

const NASTY = [
  ...['', '%00', '%ff%fe', '%E0%A4%A', '..%2f..%2fetc%2fpasswd', '__proto__', 'constructor'],
  ...['%F0%9F%92%A9', 'a'.repeat(3000), "'%20OR%201=1--", '%3Cscript%3E', '-1', '9'.repeat(400)],
  ...[
    '%7B%22$gt%22:%22%22%7D',
    '1e999',
    'null',
    '%0d%0aX-Evil:1',
    ',,,,',
    '|',
    '%5C,',
    '2026-99-99',
  ],
];
const NAMES = [
  ...['patient', 'beneficiary', 'subject', 'patient.identifier', 'status', 'identifier', 'type'],
  ...[
    '_id',
    '_lastUpdated',
    '_sort',
    '_count',
    '_cursor',
    '_format',
    '_summary',
    'count',
    'cursor',
  ],
  ...['entity', 'agent', 'date', '__proto__', 'constructor', '_has:a:b:c', 'status:not', ''],
];
const PATHS: readonly (readonly [string, string])[] = [
  ['GET', '/Coverage'],
  ['POST', '/Coverage/_search'],
  ['GET', '/Coverage/{}'],
  ['GET', '/declaration-texts'],
  ['GET', '/declarations'],
  ['GET', '/declarations/{}'],
  ['POST', '/declarations'],
  ['POST', '/declarations'],
  ['POST', '/declarations/{}/revocation'],
  ['POST', '/declarations/OWN/revocation'],
  ['GET', '/AuditEvent'],
  ['GET', '/AuditEvent/{}'],
  ['PUT', '/declarations/{}'],
  ['GET', '/{}'],
];
const TYPES = [
  'application/json',
  'application/json; charset=utf-8',
  'application/json; charset=latin1',
  'application/x-www-form-urlencoded',
  '',
  'application/fhir+xml',
];
const ODD = [
  null,
  [],
  {},
  '',
  'x',
  0,
  -1,
  true,
  '\u0000',
  '\ud800',
  'x'.repeat(5000),
  [[[]]],
  1e21,
];
/** What a refusal names when it is about something that was sent. */
const NAMES_A_FIELD = new Set([400, 406, 415]);

describe('bad input at the exemption server', () => {
  let server: TestExemption;
  let good: Record<string, unknown>;
  let own: string;
  before(async () => {
    server = await testExemption();
    const token = await server.self('Mario');
    good = await signedText(server, token, 'E12');
    const made = await server.post('/declarations', token, good);
    own = ((await made.json()) as { id: string }).id;
    assertValid({ resourceType: 'Bundle', type: 'searchset' }); // loading takes seconds: not while a connection waits
  });
  after(() => server[Symbol.asyncDispose]());

  const dice = diceOf(SEED);
  const pick = <T>(list: readonly T[]): T => list[dice(list.length)] as T; // lists are never empty

  /** A body one step away from a good one: never good itself. */
  function body(path: string): Buffer {
    const whole = path.endsWith('revocation') ? { reason: 'Errore', from: '2026-12-01' } : good;
    const name = pick(Object.keys(whole));
    const changed = JSON.stringify({ ...whole, [name]: pick(ODD.filter((one) => one !== true)) });
    const { [name]: _, ...without } = whole;
    return pick([
      Buffer.from(path.endsWith('revocation') && name === 'reason' ? '{}' : changed),
      Buffer.from(JSON.stringify(without)),
      Buffer.from(JSON.stringify({ ...whole, [pick(['a', 'constructor'])]: 1 })),
      Buffer.from(`{"__proto__":{"accepted":true},${JSON.stringify(without).slice(1)}`),
      Buffer.from(changed.slice(0, dice(changed.length))),
      Buffer.from(pick(['', '[]', 'null', '"text"', '1', '{"facts":'.repeat(9000)])),
      Buffer.from([0xff, 0xfe, 0x00, 0x7b]),
      Buffer.from('patient=%ff&_count=%00&type=a&'.repeat(500)),
      Buffer.from('x'.repeat(300_000)),
    ]);
  }

  async function everything(): Promise<string> {
    const { fiscalCode } = server.people.Mario;
    const { exemptions, statements } = openExemptionStores(server.store);
    return JSON.stringify([
      await exemptions.find({ fiscalCode }),
      await statements.find({ fiscalCode }),
    ]);
  }

  function judge(answer: RawAnswer, label: string): void {
    assert.ok(answer.status < 500, label);
    if (answer.status < 400) return;
    assert.ok(answer.body.length < 2000, label);
    const isFhir = answer.type.startsWith('application/fhir+json');
    if (isFhir) assertValid(JSON.parse(answer.body));
    else assert.equal(answer.type, 'application/problem+json; charset=utf-8', label);
    const isAboutToken = /"code":"(?:token-in-request|ACCESS)/.test(answer.body);
    if (NAMES_A_FIELD.has(answer.status) && !isAboutToken)
      assert.match(answer.body, isFhir ? /"expression":\["/ : /"field":"/, label);
  }

  it(`answers ${REQUESTS} requests in words that name the field, below 500, and changes nothing`, async function () {
    this.timeout(60_000);
    const before = await everything();
    let token = '';
    for (let n = 0; n < REQUESTS; n += 1) {
      if (n % 8 === 0) token = await server.self('Mario'); // a token may write 20 times a minute
      const [method, shape] = pick(PATHS);
      const path = shape.replace('{}', pick(NASTY) || 'x').replace('OWN', own);
      const query = Array.from(
        { length: dice(3) },
        () => `${encodeURIComponent(pick(NAMES))}=${pick(NASTY)}`,
      ).join('&');
      const sends = method !== 'GET';
      const headers: Record<string, string> = {
        authorization:
          dice(20) === 0 ? pick(['Bearer', 'Bearer a b', 'DPoP x']) : `Bearer ${token}`,
        ...(sends ? { 'content-type': dice(2) === 0 ? 'application/json' : pick(TYPES) } : {}),
        ...(dice(4) > 0 ? { 'idempotency-key': dice(4) > 0 ? randomUUID() : pick(['', 'x']) } : {}),
        ...(dice(5) === 0
          ? { accept: pick(['', 'text/html', '*/*;q=x', ',', 'application/pdf', 'a'.repeat(3000)]) }
          : {}),
        ...(dice(5) === 0 ? { prefer: 'handling=strict' } : {}),
        ...(dice(10) === 0 ? { 'accept-language': pick(['xx', ';;', 'en;q=2', '*']) } : {}),
      };
      const full = `${path}${query === '' || (sends && dice(3) > 0) ? '' : `?${query}`}`;
      const answer = await sendRaw(
        server.url,
        method,
        full,
        headers,
        sends ? body(path) : undefined,
      );
      judge(
        answer,
        `${method} ${full.slice(0, 200)} -> ${answer.status} ${answer.body.slice(0, 300)}`,
      );
    }
    assert.equal(await everything(), before);
  });

  it('left no line about a fault of ours in the log, and no fiscal code', () => {
    const lines = server.logs.lines();
    assert.deepEqual(
      lines.filter(({ level }) => Number(level) >= 50),
      [],
    );
    assert.ok(!server.logs.text().includes(server.people.Mario.fiscalCode));
  });
});
