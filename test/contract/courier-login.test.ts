import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mock } from 'node:test';
import { beginAttempt } from '../../src/domain/begin-attempt.ts';
import type { Challenge } from '../../src/domain/challenge.ts';
import { isEnded } from '../../src/domain/hand-over.ts';
import { startSqlite, type TestEngine } from '../support/engines.ts';
import { startFakeGateway, type FakeGateway } from '../support/fake-gateway.ts';
import { openPostOffice, type PostOffice, smsDraft } from '../support/post-office.ts';

describe('a login that waits for its code', () => {
  let engine: TestEngine;
  let gateway: FakeGateway;
  let office: PostOffice;
  before(async () => {
    engine = await startSqlite();
    gateway = await startFakeGateway('key', 'secret');
    office = await openPostOffice(engine.address('office'));
  });
  after(async () => {
    await office[Symbol.asyncDispose]();
    await gateway.stop();
    await engine.stop();
  });
  afterEach(() => mock.timers.reset());

  const courier = () =>
    office.courier({ sms: { apiKey: 'key', apiSecret: 'secret', host: gateway.url } });
  const challengeOf = async (id: string): Promise<Challenge | undefined> =>
    (await office.stores.attempts.get(id))?.challenge;

  /** An attempt at the code's step, with the message of its code. */
  async function waitingLogin() {
    const now = Date.now();
    const requested = {
      clientId: 'portale-salute',
      targets: [],
      mayDelegate: false,
      needsPin: false,
      needsChoice: false,
      needsConsent: false,
    } as const;
    const attempt = {
      ...beginAttempt({ id: randomUUID(), requested, now }),
      accountId: randomUUID(),
      passwordAt: now,
      challenge: { salt: 'salt', createdAt: now, sentAt: [now], tries: 0 },
    };
    await office.stores.attempts.insert(attempt);
    const draft = smsDraft({ kind: 'one_time_code', attemptId: attempt.id });
    return { attemptId: attempt.id, message: await courier().enqueue(draft) };
  }

  it('hears when the message is handed over', async () => {
    const { attemptId, message } = await waitingLogin();
    mock.timers.enable({ apis: ['Date'], now: Date.now() + 3000 });
    await courier().deliver(message.id);
    assert.equal((await challengeOf(attemptId))?.handedOverAt, Date.now());
  });

  it('hears of a failure for good, not of one that is tried again', async () => {
    const { attemptId, message } = await waitingLogin();
    gateway.fail({ http: 500 }, { status: '7' });
    await courier().deliver(message.id);
    assert.equal((await challengeOf(attemptId))?.failedAt, undefined);
    await courier().deliver(message.id);
    assert.ok((await challengeOf(attemptId))?.failedAt !== undefined);
  });

  it('hears that its code was abandoned', async () => {
    const { attemptId, message } = await waitingLogin();
    mock.timers.enable({ apis: ['Date'], now: message.expiresAt });
    await courier().deliver(message.id);
    assert.ok((await challengeOf(attemptId))?.failedAt !== undefined);
  });

  it('may be gone: the message is not sent again for that', async () => {
    const { attemptId, message } = await waitingLogin();
    await office.stores.attempts.delete(attemptId);
    assert.ok(isEnded(await courier().deliver(message.id)));
    assert.ok(office.log.lines().some(({ msg }) => msg === 'attempt_not_told'));
  });

  it('is told nothing by other messages', async () => {
    const { attemptId } = await waitingLogin();
    const notice = await courier().enqueue(smsDraft({ attemptId }));
    await courier().deliver(notice.id);
    assert.equal((await challengeOf(attemptId))?.handedOverAt, undefined);
  });
});
