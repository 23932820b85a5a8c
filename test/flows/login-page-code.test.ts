import assert from 'node:assert/strict';
import { moved } from '../support/clock.ts';
import { useLoginPages } from '../support/use-login-pages.ts';

describe('the page of the one-time code', () => {
  const pages = useLoginPages();

  it('tell the states of the SMS: on its way, sent again, asked too soon, failed, expired', async () => {
    const { visitor, page } = await pages.atCode();
    assert.ok(!page.text.includes('class="alert'));
    const tooSoon = await visitor.submit(page, { action: 'resend' });
    assert.equal(tooSoon.status, 429);
    assert.equal(tooSoon.title, 'Scriva il codice ricevuto per SMS - GASS');
    assert.match(tooSoon.text, /alert-info[^]*Aspetti \d+ second[oi] prima di chiederne un altro/);
    assert.equal(pages.system.deps.sent.length, 1);
    await pages.system.tell(visitor.address, 'code_undelivered');
    assert.match((await visitor.get()).text, /alert-warning[^]*L&#39;SMS non è partito/);
    await moved(61_000, async () => {
      const sent = await visitor.answer(await visitor.get(), { action: 'resend' });
      await pages.system.tell(visitor.address, 'code_handed_over');
      assert.equal(sent.status, 200);
      assert.match(
        (await visitor.get()).text,
        /alert-info[^]*Abbiamo mandato di nuovo l&#39;SMS alle \d\d:\d\d/,
      );
      assert.equal(pages.system.deps.sent.length, 2);
    });
    await moved(61_000 + 181_000, async () => {
      const expired = await visitor.get();
      assert.equal(expired.h1, 'Serve un nuovo codice');
      assert.ok(!expired.text.includes('name="code"'));
      const late = await visitor.submit(expired, { code: '12345678' });
      assert.equal(late.status, 422);
      assert.match(late.text, /role="alert"[^]*Il codice non vale più[^]*«Manda un altro SMS»/);
      const fresh = await visitor.answer(late, { action: 'resend' });
      assert.equal(fresh.h1, 'Scriva il codice ricevuto per SMS');
      assert.equal(pages.system.deps.sent.length, 3);
    });
  });

  it('say when no more SMS can be sent', async () => {
    const { visitor, page } = await pages.atCode();
    let shown = page;
    for (const minutes of [1.1, 2.2])
      await moved(
        minutes * 60_000,
        async () => void (shown = await visitor.answer(await visitor.get(), { action: 'resend' })),
      );
    await moved(200_000, async () => {
      const refused = await visitor.submit(shown, { action: 'resend' });
      assert.equal(refused.status, 429);
      assert.match(
        refused.text,
        /role="alert"[^]*Abbiamo mandato già 3 SMS\.[^]*Torni qui dopo le \d\d:\d\d/,
      );
      assert.match(refused.text, /name="code"/);
    });
  });
});
