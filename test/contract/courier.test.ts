import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { mock } from 'node:test';
import { MESSAGE_LEASE_S } from '../../config/limits.ts';
import type { Channel } from '../../src/delivery/channel.ts';
import { createSmsOutbox } from '../../src/delivery/channels/outbox.ts';
import { claimed, isEnded } from '../../src/domain/hand-over.ts';
import type { Message } from '../../src/domain/message.ts';
import { onBothEngines } from '../support/engines.ts';
import { type FakeGateway, startFakeGateway } from '../support/fake-gateway.ts';
import { openPostOffice, type PostOffice, smsDraft, until } from '../support/post-office.ts';

const ACCOUNT = { apiKey: 'key', apiSecret: 'secret' };
const SECOND = 1000;

onBothEngines('a courier', (engine) => {
  let office: PostOffice;
  let gateway: FakeGateway;
  let count = 0;
  before(async () => (gateway = await startFakeGateway(ACCOUNT.apiKey, ACCOUNT.apiSecret)));
  after(() => gateway.stop());
  beforeEach(async () => {
    count += 1;
    office = await openPostOffice(engine().address(`office${count}`));
  });
  afterEach(async () => {
    mock.timers.reset();
    await office[Symbol.asyncDispose]();
  });
  const byGateway = () => office.courier({ sms: { ...ACCOUNT, host: gateway.url } });
  const stored = async (id: string): Promise<Message> => {
    const message = await office.stores.messages.get(id);
    assert.ok(message);
    return message;
  };
  const ended = (id: string) => until('the message ends', async () => isEnded(await stored(id)));

  it('hands a message over at once when it is started, and forgets what it said', async () => {
    const courier = byGateway();
    courier.start();
    const { id } = await courier.enqueue(smsDraft());
    await ended(id);
    const message = await stored(id);
    assert.equal(gateway.accepted.at(-1)?.text, 'Testo riservato');
    assert.equal(message.providerRef, `GW-${gateway.accepted.length}`);
    assert.ok(message.handedOverAt !== undefined && message.failedAt === undefined);
    for (const field of ['sealedBody', 'dueAt', 'leaseHolder', 'leasedUntil'])
      assert.ok(!(field in message), field);
  });

  it('keeps a message unreadable while it waits, and takes it up whenever it starts', async () => {
    const first = office.courier();
    const { id } = await first.enqueue(smsDraft());
    assert.doesNotMatch(JSON.stringify(await stored(id)), /riservato|3331234567/);
    assert.deepEqual(await office.outbox(), []);
    office.courier().start();
    await ended(id);
    assert.equal((await office.outbox()).length, 1);
  });

  it('makes one message of a draft with an id that is enqueued again, from anywhere', async () => {
    const draft = smsDraft({ id: randomUUID() });
    const couriers = [office.courier(), office.courier()];
    await Promise.all(
      couriers.flatMap((courier) => [courier.enqueue(draft), courier.enqueue(draft)]),
    );
    for (const courier of couriers) courier.start();
    await ended(String(draft.id));
    const again = await office.courier().enqueue(draft);
    assert.ok(isEnded(again));
    assert.equal((await office.outbox()).length, 1);
  });

  it('hands each message over once, however many couriers there are', async () => {
    const [first, second] = [office.courier(), office.courier()];
    first.start();
    second.start();
    const enqueueTwo = () => [first.enqueue(smsDraft()), second.enqueue(smsDraft())];
    const messages = await Promise.all(Array.from({ length: 30 }, enqueueTwo).flat());
    const forced = office.courier();
    await Promise.all(messages.slice(0, 8).map(({ id }) => forced.deliver(id)));
    for (const { id } of messages) await ended(id);
    const ids = (await office.outbox()).map(({ id }) => id).sort();
    assert.deepEqual(ids, messages.map(({ id }) => id).sort());
  });

  it('tries again after 2, 5, 15 seconds, not sooner', async () => {
    const start = Date.now();
    mock.timers.enable({ apis: ['Date'], now: start });
    const courier = byGateway();
    gateway.fail({ http: 500 }, 'reset', { status: '1' });
    const asked = gateway.requests.length;
    const { id } = await courier.enqueue(smsDraft());
    for (const [tries, seconds, word] of [
      [1, 0, 'gateway_error'],
      [2, 2, 'unreachable'],
      [3, 7, 'throttled'],
    ] as const) {
      if (tries > 1) {
        mock.timers.setTime(start + seconds * SECOND - 1);
        courier.start();
        await courier.stop();
        assert.equal(gateway.requests.length, asked + tries - 1, 'too soon');
      }
      mock.timers.setTime(start + seconds * SECOND);
      courier.start();
      await until(word, async () => (await stored(id)).failure === word);
      await courier.stop();
    }
    mock.timers.setTime(start + 22 * SECOND);
    courier.start();
    await ended(id);
    assert.equal(gateway.requests.length, asked + 4);
    assert.equal((await stored(id)).handedOverAt, start + 22 * SECOND);
  });

  it('abandons what nobody can use any more, without sending it', async () => {
    const asked = gateway.requests.length;
    const { id } = await byGateway().enqueue(smsDraft());
    mock.timers.enable({ apis: ['Date'], now: Date.now() + 121 * SECOND });
    byGateway().start();
    await ended(id);
    const { failure, failedAt, sealedBody } = await stored(id);
    assert.deepEqual([failure, failedAt, sealedBody], ['expired', Date.now(), undefined]);
    assert.equal(gateway.requests.length, asked);
  });

  it('gives up at once when another try is useless', async () => {
    gateway.fail({ status: '7' });
    const courier = byGateway();
    const { id } = await courier.enqueue(smsDraft());
    const message = await courier.deliver(id);
    assert.equal(message.failure, 'barred_number');
    assert.ok(isEnded(message) && message.sealedBody === undefined);
    const asked = gateway.requests.length;
    assert.deepEqual(await courier.deliver(id), message);
    assert.equal(gateway.requests.length, asked);
  });

  it('takes over from a courier that died, when its lease is over', async () => {
    const { id } = await office.courier().enqueue(smsDraft());
    await office.stores.messages.update(id, (one) => claimed(one, 'dead', Date.now(), false));
    const courier = office.courier();
    courier.start();
    await courier.stop();
    assert.deepEqual(await office.outbox(), []);
    mock.timers.enable({ apis: ['Date'], now: Date.now() + MESSAGE_LEASE_S * SECOND });
    courier.start();
    await ended(id);
    assert.equal((await stored(id)).tries, 2);
    assert.equal((await office.outbox()).length, 1);
  });

  it('does not write a line again that the dead courier had written', async () => {
    const { id } = await office.courier().enqueue(smsDraft());
    const claim = (one: Message) => claimed(one, 'dead', Date.now(), false);
    const message = await office.stores.messages.update(id, claim);
    await createSmsOutbox(office.varFolder).send(message, { to: '+393331234567', text: 'x' });
    mock.timers.enable({ apis: ['Date'], now: Date.now() + MESSAGE_LEASE_S * SECOND });
    assert.ok(isEnded(await office.courier().deliver(id)));
    assert.equal((await office.outbox()).filter((line) => line.id === id).length, 1);
  });

  it('waits when stopped for what is under way, and leaves the rest', async () => {
    gateway.fail({ answerAfterMs: 300 });
    const courier = byGateway();
    courier.start();
    const slow = await courier.enqueue(smsDraft());
    const asked = gateway.requests.length;
    await until('the gateway is asked', () => gateway.requests.length > asked);
    const stopping = courier.stop();
    const later = await courier.enqueue(smsDraft());
    await stopping;
    assert.ok((await stored(slow.id)).handedOverAt !== undefined);
    assert.equal((await stored(later.id)).tries, 0);
  });

  it('answers a forced delivery with the state after it, whoever made it', async () => {
    gateway.fail({ answerAfterMs: 200 }, { http: 503 });
    const [running, other] = [byGateway(), byGateway()];
    running.start();
    const { id } = await running.enqueue(smsDraft());
    assert.ok((await other.deliver(id)).handedOverAt !== undefined);
    const failing = await other.enqueue(smsDraft());
    const after = await other.deliver(failing.id);
    assert.deepEqual([after.failure, after.tries, isEnded(after)], ['gateway_error', 1, false]);
    assert.ok((await other.deliver(failing.id)).handedOverAt !== undefined, 'no waiting');
  });

  it('leaves a message that it cannot open to couriers with the right key', async () => {
    const { id } = await office.courier().enqueue(smsDraft());
    const stranger = office.courier({ key: randomBytes(32).toString('base64url') });
    assert.equal((await stranger.deliver(id)).failure, 'unreadable_body');
    assert.ok((await office.courier().deliver(id)).handedOverAt !== undefined);
  });

  it('does not repeat a message because the gateway repeats a reference', async () => {
    const sent: string[] = [];
    const sms: Channel = {
      send: async ({ id }) => {
        sent.push(id);
        return { ref: 'always the same' };
      },
    };
    const courier = office.courier({ sms });
    const ids = [await courier.enqueue(smsDraft()), await courier.enqueue(smsDraft())];
    for (const { id } of ids) assert.ok(isEnded(await courier.deliver(id)));
    assert.equal(sent.length, 2);
  });

  it('goes on when a channel breaks in a way nobody foresaw', async () => {
    let isBroken = true;
    const sms: Channel = {
      send: async (_message, body) => {
        if (isBroken) throw new TypeError(`cannot read ${JSON.stringify(body)}`);
        return {};
      },
    };
    const courier = office.courier({ sms });
    const { id } = await courier.enqueue(smsDraft());
    assert.equal((await courier.deliver(id)).failure, 'unexpected');
    isBroken = false;
    assert.ok(isEnded(await courier.deliver(id)));
  });

  it('logs ids, kinds and words, never what is said or to whom', async () => {
    gateway.fail({ http: 500 }, { status: '7' });
    const courier = byGateway();
    const { id } = await courier.enqueue(smsDraft());
    await courier.deliver(id);
    await courier.deliver(id);
    const fine = await courier.enqueue(smsDraft());
    await courier.deliver(fine.id);
    assert.deepEqual(
      office.log.lines().map(({ msg, messageId, word }) => [msg, messageId, word]),
      [
        ['message_postponed', id, 'gateway_error'],
        ['message_failed', id, 'barred_number'],
        ['message_handed_over', fine.id, undefined],
      ],
    );
    assert.doesNotMatch(office.log.text(), /riservato|3331234567|secret/);
  });
});
