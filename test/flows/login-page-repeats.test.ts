import assert from 'node:assert/strict';
import { RIGHT, useLoginPages } from '../support/use-login-pages.ts';

describe('a repeated or misplaced answer', () => {
  const pages = useLoginPages();

  it('judge a repeated page once: same outcome, nothing counted', async () => {
    const { visitor, page } = await pages.atCode();
    const wrong = await pages.system
      .code(visitor.address)
      .then((code) => (code === '00000000' ? '11111111' : '00000000'));
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => visitor.submit(page, { code: wrong })),
    );
    const again = await visitor.submit(page, { code: wrong });
    assert.equal((await pages.system.attempt(visitor.address))?.challenge?.tries, 1);
    for (const answer of [...answers, again]) {
      assert.equal(answer.status, 422);
      assert.match(answer.text, /id="code-errore">Questo codice non va bene/);
    }
  });

  it('send an older tab to the step reached, with a sentence that is said once', async () => {
    const visitor = pages.visit();
    const first = await visitor.get();
    await visitor.answer(first, RIGHT);
    const landed = await visitor.answer(first, RIGHT);
    assert.equal(landed.h1, 'Scriva il codice ricevuto per SMS');
    assert.match(
      landed.text,
      /Ha già fatto questo passo in un&#39;altra scheda\. Continui da qui\./,
    );
    assert.ok(!(await visitor.get()).text.includes('altra scheda'));
    assert.equal(pages.system.deps.sent.length, 1);
  });

  it('do nothing when the field of the step is missing', async () => {
    const { visitor } = await pages.atCode();
    for (const fields of [
      {},
      RIGHT,
      { pin: '1' },
      { delegation: 'self' },
      { action: 'approve' },
      { action: 'nonsense' },
    ]) {
      const answer = await visitor.post(fields);
      assert.equal(answer.status, 303);
      assert.equal(answer.location, new URL(visitor.address).pathname);
    }
    const attempt = await pages.system.attempt(visitor.address);
    assert.equal(attempt?.challenge?.tries, 0);
    assert.equal(attempt.answers, (await pages.system.attempt(visitor.address))?.answers);
    assert.equal(pages.system.deps.sent.length, 1);
  });

  it('change nothing by GET: no SMS, no attempt stored', async () => {
    const visitor = pages.visit();
    for (let times = 0; times < 3; times += 1) assert.equal((await visitor.get()).status, 200);
    assert.equal(await pages.system.attempt(visitor.address), undefined);
    assert.equal(pages.system.deps.sent.length, 0);
    assert.equal((await visitor.get()).headers.get('cache-control'), 'no-store');
  });
});
