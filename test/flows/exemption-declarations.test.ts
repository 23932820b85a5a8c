/** Signing, reading and withdrawing declarations of exemption, on both storage engines. */
import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { getDocumentProxy } from 'unpdf';
import { openExemptionStores } from '../../src/resource-servers/exemption/collections.ts';
import { onBothEngines } from '../support/engines.ts';
import {
  problemOf,
  signed,
  signedText,
  type TestExemption,
  testExemption,
  textsFor,
} from '../support/exemption.ts';
import { moved } from '../support/clock.ts';
import { observe, type Operations } from '../support/observed-store.ts';

interface Declared {
  readonly id: string;
  readonly coverage: string;
  readonly receipt_sha256: string;
  readonly [member: string]: unknown;
}

/** 24 November 2026, 10:00 in Rome. */
const AUTUMN = Date.UTC(2026, 10, 24, 9);
const on = (instant: number, work: () => Promise<void>): Promise<void> =>
  moved(instant - Date.now(), work);

onBothEngines('declarations', (engine) => {
  let server: TestExemption;
  const operations: Operations = [];
  before(async () => {
    server = await testExemption({
      wrap: (store) => observe(store, operations),
      database: engine().address(`exemption_${randomUUID().slice(0, 8)}`),
    });
  });
  after(() => server[Symbol.asyncDispose]());

  const coverageStatus = async (token: string, reference: string): Promise<string> => {
    const response = await server.ask(`/${reference}`, token);
    assert.equal(response.status, 200);
    return ((await response.json()) as { status: string }).status;
  };

  it('makes Mario’s exemption: answer, Coverage and receipt say the same', async () => {
    const token = await server.self('Mario');
    const [text] = (await textsFor(server, token)).filter(({ code }) => code === 'E12');
    assert.ok(text);
    assert.equal(createHash('sha256').update(text.text).digest('hex'), text.sha256);
    const response = await server.post('/declarations', token, signed(text));
    assert.equal(response.status, 201);
    const body = (await response.json()) as Declared;
    assert.equal(response.headers.get('location'), `${server.url}/declarations/${body.id}`);
    assert.deepEqual(
      [body['code'], body['acr'], body['text_sha256'], body['valid_until'], body['on_behalf_of']],
      ['E12', 'urn:gass:acr:pin', text.sha256, text.valid_until, null],
    );
    assert.equal(await coverageStatus(token, body.coverage), 'active');
    const found = await server.ask('/Coverage?identifier=E12&status=active', token);
    assert.equal(((await found.json()) as { total: number }).total, 1);

    const receipt = await server.ask(`/declarations/${body.id}`, token, {
      headers: { Accept: 'application/pdf' },
    });
    assert.equal(receipt.headers.get('content-type'), 'application/pdf');
    const bytes = Buffer.from(await receipt.arrayBuffer());
    assert.equal(createHash('sha256').update(bytes).digest('hex'), body.receipt_sha256);
    const pdf = await getDocumentProxy(new Uint8Array(bytes));
    const marks = (await pdf.getMarkInfo()) as { Marked?: boolean } | null;
    assert.equal(marks?.Marked, true);
    assert.equal(pdf.numPages, 1);
    const { items } = await (await pdf.getPage(1)).getTextContent();
    const words = items.map((item) => ('str' in item ? item.str : '')).join(' ');
    const plain = (value: string): string => value.replace(/\s+/g, ''); // lines are broken anywhere
    for (const line of [body.id, 'Mario Rossi', text.sha256, 'articolo 75', 'articolo 76'])
      assert.ok(plain(words).includes(plain(line)), line);
    for (const line of text.text.split('\n')) assert.ok(plain(words).includes(plain(line)), line);
  });

  it('are made once for a key, and answered the same again', async () => {
    const token = await server.self('Anna');
    const body = await signedText(server, token, 'E02');
    const key = randomUUID();
    const first = await server.post('/declarations', token, body, key);
    const again = await server.post('/declarations', token, body, key);
    assert.deepEqual([first.status, again.status], [201, 201]);
    assert.equal(await first.text(), await again.text());
    const other = await server.post('/declarations', token, { ...body, accepted: false }, key);
    assert.deepEqual((await problemOf(other)).slice(0, 2), [422, 'key-reused']);
    const missing = await server.ask('/declarations', token, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    assert.deepEqual(await problemOf(missing), [400, 'VALIDATION_ERROR', 'http.Idempotency-Key']);
  });

  for (const keys of ['20 keys', 'one key'] as const)
    it(`are one of 20 at once with ${keys}, whose chain is whole`, async () => {
      const name = keys === 'one key' ? 'Carla' : 'Pietro';
      const tokens = await Promise.all(Array.from({ length: 20 }, () => server.self(name)));
      const body = await signedText(server, tokens[0] ?? '', 'E02');
      const key = randomUUID();
      operations.length = 0;
      const answers = await Promise.all(
        tokens.map(async (token) => {
          const response = await server.post(
            '/declarations',
            token,
            body,
            keys === 'one key' ? key : randomUUID(),
          );
          return [response.status, await response.text()] as const;
        }),
      );
      const made = answers.filter(([status]) => status === 201);
      assert.equal(new Set(made.map(([, text]) => text)).size, 1);
      for (const [status, text] of answers)
        if (status !== 201)
          assert.match(text, keys === 'one key' ? /still-running/ : /already-active/);
      if (keys === '20 keys') assert.equal(made.length, 1);
      const times = (operation: string): number =>
        operations.filter((one) => one === operation).length;
      const left = times('receipts.insert') - times('receipts.delete');
      assert.equal(left, 1, 'the receipts of who lost are taken back');
      const { fiscalCode } = server.people[name];
      const { statements } = openExemptionStores(server.store);
      assert.deepEqual(
        (await statements.find({ fiscalCode })).map(({ number }) => number),
        [0],
      );
    });

  it('by a parent name both; the child reads who signed', async () => {
    const token = await server.acting('Luca', 'parental');
    const response = await server.post(
      '/declarations',
      token,
      await signedText(server, token, 'E12'),
    );
    assert.equal(response.status, 201);
    const { id } = (await response.json()) as Declared;
    const seen = await server.ask(`/declarations/${id}`, await server.self('Luca'));
    const body = (await seen.json()) as Declared;
    const { Giulia, Luca } = server.people;
    assert.deepEqual(body['declarant'], {
      sub: Giulia.sub,
      given_name: 'Giulia',
      family_name: 'Bianchi',
      role: 'GEN',
    });
    assert.deepEqual(body['on_behalf_of'], {
      sub: Luca.sub,
      given_name: 'Luca',
      family_name: 'Ferri',
    });
    const receipt = await server.ask(`/declarations/${id}`, await server.self('Luca'), {
      headers: { Accept: 'application/pdf' },
    });
    const pdf = await getDocumentProxy(new Uint8Array(await receipt.arrayBuffer()));
    const { items } = await (await pdf.getPage(1)).getTextContent();
    const words = items.map((item) => ('str' in item ? item.str : '')).join('');
    assert.ok(words.includes('Giulia Bianchi') && words.includes(Luca.fiscalCode));
    assert.ok(!words.includes(Giulia.fiscalCode), 'the receipt tells the code of who signed');
    const log = await server.ask('/AuditEvent', await server.acting('Luca', 'parental'));
    const { entry } = (await log.json()) as { entry: { resource: { action: string } }[] };
    assert.ok(entry.some(({ resource }) => resource.action === 'C'));
  });

  it('end when they are withdrawn, once; a new one may follow the day after', () =>
    on(AUTUMN, async () => {
      const token = await server.self('Sara', { birthdate: '1990-01-01' });
      const made = await server.post(
        '/declarations',
        token,
        await signedText(server, token, 'E13'),
      );
      const { id, coverage } = (await made.json()) as Declared;
      const path = `/declarations/${id}/revocation`;
      const body = { reason: 'Ho trovato lavoro', from: '2026-11-24' };
      const key = randomUUID();
      const first = await server.post(path, token, body, key);
      assert.equal(first.status, 201);
      const text = await first.text();
      const again = await server.post(path, token, body, key);
      assert.deepEqual([again.status, await again.text()], [201, text]);
      const later = await server.post(path, token, { ...body, reason: 'Altro' });
      assert.deepEqual([later.status, await later.text()], [200, text]);
      assert.equal(await coverageStatus(token, coverage), 'cancelled');
      const state = (await (await server.ask(`/declarations/${id}`, token)).json()) as Declared;
      assert.deepEqual(state['revocation'], JSON.parse(text));
      const anew = await server.post(
        '/declarations',
        token,
        await signedText(server, token, 'E13'),
      );
      assert.equal(anew.status, 201);
    }));

  it('are withdrawn by one of 20 at once; the others are told of it', async () => {
    const tokens = await Promise.all(Array.from({ length: 20 }, () => server.self('Giulia')));
    const [token = ''] = tokens;
    const made = await server.post('/declarations', token, await signedText(server, token, 'E12'));
    const { id, ...rest } = (await made.json()) as Declared;
    const body = { reason: 'Errore', from: String(rest['valid_from']) };
    const answers = await Promise.all(
      tokens.map(async (one) => {
        const response = await server.post(`/declarations/${id}/revocation`, one, body);
        return [response.status, await response.text()] as const;
      }),
    );
    assert.equal(new Set(answers.map(([, text]) => text)).size, 1);
    const statuses = answers.map(([status]) => status).sort();
    assert.deepEqual(statuses, [...Array<number>(19).fill(200), 201]);
  });
});
