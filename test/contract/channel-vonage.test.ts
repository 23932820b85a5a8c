import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { PermanentFailure, TemporaryFailure } from '../../src/delivery/channel.ts';
import { createVonage } from '../../src/delivery/channels/vonage.ts';
import { type FakeGateway, type Fault, startFakeGateway } from '../support/fake-gateway.ts';

const KEY = 'abcd1234';
const SECRET = 'geheim:+ü';
const TEXT = 'Codice 12345678 perché\n\n@localhost #12345678';
const CODE = { id: 'm-1', kind: 'one_time_code', accountId: 'a-1', tries: 1 } as const;
const BODY = { to: '+393331234567', text: TEXT };

describe('the vonage channel', () => {
  let gateway: FakeGateway;
  before(async () => (gateway = await startFakeGateway(KEY, SECRET)));
  after(() => gateway.stop());
  const channel = (timeoutMs?: number, secret = SECRET) =>
    createVonage({ apiKey: KEY, apiSecret: secret, host: gateway.url }, timeoutMs);

  it('hands over number, text, sender, reference and life of a code, and answers the reference', async () => {
    const { ref } = await channel().send(CODE, BODY);
    assert.equal(ref, `GW-${gateway.accepted.length}`);
    assert.deepEqual(gateway.accepted.at(-1), {
      from: 'GASS',
      to: '393331234567',
      text: TEXT,
      ttl: 180_000,
      'client-ref': 'm-1',
    });
  });

  it('gives notices no end of life of their own', async () => {
    await channel().send({ ...CODE, kind: 'notice' }, BODY);
    assert.ok(!('ttl' in (gateway.accepted.at(-1) ?? {})));
  });

  const temporary: readonly (readonly [string, Fault])[] = [
    ['throttled', { http: 429 }],
    ['throttled', { status: '1' }],
    ['no_credit', { status: '9' }],
    ['bad_credentials', { status: '4' }],
    ['gateway_error', { status: '5' }],
    ['gateway_error', { status: '99' }],
    ['gateway_error', { http: 500 }],
    ['gateway_error', { http: 503 }],
    ['unreachable', 'reset'],
    ['unreadable_answer', { body: '<html>ok</html>', type: 'text/html' }],
    ['unreadable_answer', { body: '{"message', type: 'application/json' }],
    ['unreadable_answer', { body: '{}', type: 'application/json' }],
    ['unreadable_answer', { body: '', type: 'application/json' }],
    [
      'unreadable_answer',
      { body: '{"message-count":"0","messages":[]}', type: 'application/json' },
    ],
  ];
  for (const [word, fault] of temporary) {
    it(`calls ${JSON.stringify(fault)} ${word}, worth another try`, async () => {
      gateway.fail(fault);
      await assert.rejects(channel().send(CODE, BODY), new TemporaryFailure(word));
    });
  }

  const permanent: readonly (readonly [string, Fault])[] = [
    ['refused_value', { status: '3' }],
    ['unroutable', { status: '6' }],
    ['barred_number', { status: '7' }],
    ['number_deactivated', { status: '33' }],
    ['refused_value', { http: 422 }],
  ];
  for (const [word, fault] of permanent) {
    it(`calls ${JSON.stringify(fault)} ${word}, for good`, async () => {
      gateway.fail(fault);
      await assert.rejects(channel().send(CODE, BODY), new PermanentFailure(word));
    });
  }

  it('gives up waiting for an answer, and for a slow one too', async () => {
    gateway.fail('silence', { answerAfterMs: 400 });
    await assert.rejects(channel(100).send(CODE, BODY), new TemporaryFailure('timeout'));
    await assert.rejects(channel(100).send(CODE, BODY), new TemporaryFailure('timeout'));
  });

  it('takes a wrong secret and a gateway that is down for something that gets mended', async () => {
    const wrong = channel(undefined, 'wrong').send(CODE, BODY);
    await assert.rejects(wrong, new TemporaryFailure('bad_credentials'));
    const down = createVonage({ apiKey: KEY, apiSecret: SECRET, host: 'http://127.0.0.1:1' });
    await assert.rejects(down.send(CODE, BODY), new TemporaryFailure('unreachable'));
  });

  it('refuses what is no number before anything leaves', async () => {
    const before = gateway.requests.length;
    for (const to of ['', '333', '3331234567', '+39333x', '+39333123456\r\n7', '+3933312345678901'])
      await assert.rejects(
        channel().send(CODE, { to, text: 'x' }),
        new PermanentFailure('bad_number'),
      );
    const mail = { mail: { to: 'a@b.example', subject: '', text: '', html: '' } };
    await assert.rejects(channel().send(CODE, mail), new PermanentFailure('wrong_body'));
    assert.equal(gateway.requests.length, before);
  });

  it('keeps number, text and secret out of the failure', async () => {
    gateway.fail({ http: 500 });
    const error: unknown = await channel()
      .send(CODE, BODY)
      .catch((thrown: unknown) => thrown);
    assert.ok(error instanceof TemporaryFailure);
    assert.equal(error.cause, undefined);
    assert.deepEqual(Object.keys(error).sort(), ['name', 'word']);
  });

  it('prints nothing, whatever DEBUG says', async () => {
    for (const DEBUG of ['vonage:*', '*']) {
      const script = `
        const { createVonage } = await import('./src/delivery/channels/vonage.ts');
        const channel = createVonage({ apiKey: '${KEY}', apiSecret: '${SECRET}', host: '${gateway.url}' });
        await channel.send({ id: 'm', kind: 'notice', accountId: 'a', tries: 1 }, { to: '+393330000001', text: 'segreto per ${DEBUG}' });
      `;
      const { stdout, stderr } = await promisify(execFile)(
        process.execPath,
        ['--input-type=module', '-e', script],
        { cwd: new URL('../..', import.meta.url), env: { ...process.env, DEBUG } },
      );
      assert.ok(gateway.requests.some(({ text }) => text === `segreto per ${DEBUG}`));
      assert.doesNotMatch(stdout + stderr, /segreto|393330000001|vonage:|Warning/);
    }
  });
});
