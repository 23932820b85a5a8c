import assert from 'node:assert/strict';
import { PermanentFailure, TemporaryFailure } from '../../src/delivery/channel.ts';
import { createSmtp } from '../../src/delivery/channels/smtp.ts';
import { mailText } from '../../src/delivery/texts.ts';
import { onlyAddress, type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';

const ACCOUNT = { user: 'gass', pass: 'p@ss:wörd' };
const MESSAGE = { id: 'm-1', kind: 'mail', accountId: 'a-1', tries: 1 } as const;
const MAIL = { to: 'anna.verdi@posta.example', ...mailText('report_ready', 'it', {}) };
const HOST = 'accesso.example';

describe('the smtp channel', () => {
  let sink: SmtpSink;
  beforeEach(async () => (sink = await startSmtpSink(ACCOUNT)));
  afterEach(() => sink.stop());
  const send = (mail: Partial<typeof MAIL> = {}) =>
    createSmtp(sink.url, HOST, 2000).send(MESSAGE, { mail: { ...MAIL, ...mail } });

  it('delivers text and HTML from GASS to one recipient, marked as automatic', async () => {
    await send();
    const [sunk] = sink.mails;
    assert.ok(sunk);
    assert.deepEqual(sunk.recipients, [MAIL.to]);
    assert.equal(onlyAddress(sunk.mail.to), MAIL.to);
    assert.equal(sunk.mail.from?.text, `"GASS" <non-rispondere@${HOST}>`);
    assert.equal(sunk.mail.subject, "C'è un referto nuovo");
    assert.equal(sunk.mail.text?.trim(), MAIL.text);
    assert.equal(String(sunk.mail.html).trim(), MAIL.html.trim());
    assert.equal(sunk.mail.messageId, `<m-1@${HOST}>`);
    assert.equal(sunk.mail.headers.get('auto-submitted'), 'auto-generated');
  });

  it('lets nobody smuggle a recipient or a header in', async () => {
    for (const to of [
      'anna@posta.example\r\nBcc: eva@posta.example',
      'anna@posta.example, eva@posta.example',
      '"Eva" <eva@posta.example>',
      'anna@posta.example\nRCPT TO:<eva@posta.example>',
      'anna@posta.example\u0000',
    ])
      await assert.rejects(send({ to }), new PermanentFailure('bad_address'), JSON.stringify(to));
    assert.equal(sink.mails.length, 0);
    await send({ subject: 'Avviso\r\nBcc: eva@posta.example\r\n\r\nciao' });
    const [sunk] = sink.mails;
    assert.deepEqual(sunk?.recipients, [MAIL.to]);
    assert.equal(sunk.mail.bcc, undefined);
    assert.equal(sunk.mail.text?.trim(), MAIL.text);
  });

  it('reads no file and no address that a mail names', async () => {
    await send({ text: 'file:///etc/passwd', html: '<img src="file:///etc/passwd">' });
    assert.equal(sink.mails[0]?.mail.attachments.length, 0);
  });

  it('takes a refused recipient or mail for the end', async () => {
    for (const at of ['RCPT', 'DATA'] as const) {
      sink.refuse({ at, code: 550 });
      await assert.rejects(send(), new PermanentFailure('refused_recipient'), at);
    }
  });

  it('tries again after a temporary refusal, or one that is about us', async () => {
    for (const refusal of [
      { at: 'RCPT', code: 450 },
      { at: 'DATA', code: 451 },
      { at: 'MAIL', code: 550 },
    ] as const) {
      sink.refuse(refusal);
      await assert.rejects(send(), new TemporaryFailure('gateway_error'), JSON.stringify(refusal));
    }
    await send();
    assert.equal(sink.mails.length, 1);
  });

  it('tries again when login, connection or greeting fail', async () => {
    const wrong = createSmtp(sink.url.replace('gass:', 'eva:'), HOST);
    await assert.rejects(
      wrong.send(MESSAGE, { mail: MAIL }),
      new TemporaryFailure('bad_credentials'),
    );
    const down = createSmtp('smtp://127.0.0.1:1', HOST);
    await assert.rejects(down.send(MESSAGE, { mail: MAIL }), new TemporaryFailure('unreachable'));
    const { createServer } = await import('node:net');
    const mute = createServer();
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    const address = mute.address();
    assert.ok(typeof address === 'object' && address);
    const waiting = createSmtp(`smtp://127.0.0.1:${address.port}`, HOST, 100);
    await assert.rejects(waiting.send(MESSAGE, { mail: MAIL }), new TemporaryFailure('timeout'));
    mute.close();
  });

  it('ignores a query that would log whole mails', async () => {
    const written: string[] = [];
    const log = console.log;
    console.log = (...words: unknown[]) => void written.push(words.join(' '));
    try {
      const chatty = createSmtp(`${sink.url}/?logger=true&debug=true`, HOST);
      await chatty.send(MESSAGE, { mail: MAIL });
    } finally {
      console.log = log;
    }
    assert.deepEqual(written, []);
    assert.equal(sink.mails.length, 1);
  });
});
