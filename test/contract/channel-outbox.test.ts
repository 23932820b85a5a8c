import assert from 'node:assert/strict';
import { appendFile, readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { simpleParser } from 'mailparser';
import { PermanentFailure } from '../../src/delivery/channel.ts';
import { createMailOutbox } from '../../src/delivery/channels/outbox-mail.ts';
import { lastSms } from '../../src/delivery/channels/outbox-sms-file.ts';
import { createSmsOutbox } from '../../src/delivery/channels/outbox.ts';
import { smsText } from '../../src/delivery/texts.ts';
import { onlyAddress } from '../support/smtp-sink.ts';
import { type TempFolder, tempFolder } from '../support/temp-folder.ts';

const TEXT = smsText('code', 'it', { host: 'localhost', code: '12345678' });
const BODY = { to: '+393331234567', text: TEXT };
const FIRST = { id: 'm-1', kind: 'one_time_code', accountId: 'a-1', tries: 1 } as const;

describe('the SMS outbox', () => {
  let folder: TempFolder;
  beforeEach(async () => (folder = await tempFolder()));
  afterEach(() => folder[Symbol.asyncDispose]());
  const file = () => path.join(folder.path, 'outbox', 'sms.jsonl');
  const lines = async () => (await readFile(file(), 'utf8')).split('\n').slice(0, -1);

  it('writes one line with the five fields, newlines of the text kept', async () => {
    const before = Date.now();
    await createSmsOutbox(folder.path).send(FIRST, BODY);
    const [line, ...others] = await lines();
    assert.equal(others.length, 0);
    const { at, ...rest } = JSON.parse(line ?? '');
    assert.deepEqual(rest, { id: 'm-1', kind: 'one_time_code', to: BODY.to, text: TEXT });
    assert.equal(new Date(at).toISOString(), at);
    assert.ok(Date.parse(at) >= before && Date.parse(at) <= Date.now());
  });

  it('lets nobody else read it', async () => {
    await createSmsOutbox(folder.path).send(FIRST, BODY);
    assert.equal((await stat(file())).mode & 0o777, 0o600);
    assert.equal((await stat(path.dirname(file()))).mode & 0o777, 0o700);
  });

  it('does not write a message again whose courier died before noting it', async () => {
    await createSmsOutbox(folder.path).send(FIRST, BODY);
    await createSmsOutbox(folder.path).send({ ...FIRST, tries: 2 }, BODY);
    await createSmsOutbox(folder.path).send({ ...FIRST, id: 'm-2', tries: 2 }, BODY);
    assert.deepEqual(
      (await lastSms(folder.path, 10)).map(({ id }) => id),
      ['m-1', 'm-2'],
    );
  });

  it('writes whole lines from several at once', async () => {
    const outboxes = [1, 2, 3].map(() => createSmsOutbox(folder.path));
    await Promise.all(
      outboxes.flatMap((outbox, k) =>
        Array.from({ length: 40 }, (_, n) =>
          outbox.send({ ...FIRST, id: `m-${k}-${n}` }, { ...BODY, text: 'x'.repeat(n) }),
        ),
      ),
    );
    const ids = (await lines()).map((line) => JSON.parse(line).id);
    assert.equal(new Set(ids).size, 120);
    assert.equal(ids.length, 120);
  });

  it('begins a line of its own after one that a crash cut off, and does not count that one', async () => {
    await createSmsOutbox(folder.path).send(FIRST, BODY);
    await appendFile(file(), '{"id":"m-2","kind":"notice","to":"+39333');
    const restarted = createSmsOutbox(folder.path);
    await restarted.send({ ...FIRST, id: 'm-2', tries: 2 }, BODY);
    await restarted.send({ ...FIRST, id: 'm-3' }, BODY);
    assert.deepEqual(
      (await lastSms(folder.path, 10)).map(({ id }) => id),
      ['m-1', 'm-2', 'm-3'],
    );
    assert.equal((await lines()).length, 4);
  });

  it('shows the last ones only, and nothing where there is nothing', async () => {
    assert.deepEqual(await lastSms(folder.path, 10), []);
    const outbox = createSmsOutbox(folder.path);
    for (const id of ['m-1', 'm-2', 'm-3'])
      await outbox.send({ ...FIRST, id }, { ...BODY, text: 'x'.repeat(60_000) });
    const last = await lastSms(folder.path, 2);
    assert.deepEqual(
      last.map(({ id }) => id),
      ['m-3'],
      'what a page shows is bounded in bytes too',
    );
  });

  it('refuses what is no SMS', async () => {
    const outbox = createSmsOutbox(folder.path);
    const letter = outbox.send({ ...FIRST, kind: 'letter' }, BODY);
    await assert.rejects(letter, new PermanentFailure('wrong_body'));
    await assert.rejects(
      outbox.send(FIRST, { to: '333', text: '' }),
      new PermanentFailure('bad_number'),
    );
  });
});

describe('the mail outbox', () => {
  it('keeps one file a mail, whole, for its owner alone, the same when repeated', async () => {
    await using folder = await tempFolder();
    const mail = { to: 'anna@posta.example', subject: 'Perché', text: 'à\nb', html: '<p>à</p>' };
    const message = { id: 'm-1', kind: 'mail', accountId: 'a-1', tries: 1 } as const;
    const outbox = createMailOutbox(folder.path, 'accesso.example');
    await outbox.send(message, { mail });
    await outbox.send({ ...message, tries: 2 }, { mail });
    const mails = path.join(folder.path, 'outbox', 'mail');
    assert.deepEqual(await readdir(mails), ['m-1.eml']);
    assert.equal((await stat(path.join(mails, 'm-1.eml'))).mode & 0o777, 0o600);
    const parsed = await simpleParser(await readFile(path.join(mails, 'm-1.eml')));
    assert.equal(onlyAddress(parsed.to), mail.to);
    assert.equal(onlyAddress(parsed.from), 'non-rispondere@accesso.example');
    assert.deepEqual([parsed.subject, parsed.text?.trim()], [mail.subject, mail.text]);
    const smuggled = { mail: { ...mail, to: 'anna@posta.example\r\nBcc: eva@posta.example' } };
    await assert.rejects(outbox.send(message, smuggled), new PermanentFailure('bad_address'));
  });
});
