import assert from 'node:assert/strict';
import Koa from 'koa';
import { FORM_BODY_BYTES, FORM_BODY_DISCARDED_BYTES, FORM_FIELDS } from '../../config/limits.ts';
import { FormError, parseForm, readForm } from '../../src/web/forms.ts';
import { serve } from '../support/serve.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function statusOf(body: Uint8Array): number {
  try {
    parseForm(body);
    return 200;
  } catch (error) {
    assert.ok(error instanceof FormError);
    return error.status;
  }
}

describe('a posted form', () => {
  it('gives each field once, decoded', () => {
    const fields = parseForm(bytes('card_serial=0123+456&password=p%C3%A0ss%26&empty=&bare'));
    assert.deepEqual(
      [...fields],
      [
        ['card_serial', '0123 456'],
        ['password', 'pàss&'],
        ['empty', ''],
        ['bare', ''],
      ],
    );
  });

  it('keeps newlines and tabs of a pasted SMS', () => {
    assert.equal(parseForm(bytes('code=a%0D%0Ab%09c')).get('code'), 'a\r\nb\tc');
  });

  it('takes names of the prototype as names like any other', () => {
    const fields = parseForm(bytes('__proto__=a&constructor=b&toString=c'));
    assert.equal(fields.get('__proto__'), 'a');
    assert.equal(fields.get('hasOwnProperty'), undefined);
    assert.equal(({} as Record<string, unknown>)['a'], undefined);
  });

  for (const [what, body] of [
    ['a doubled field', bytes('code=1&code=2')],
    ['bytes that are not UTF-8', new Uint8Array([0x61, 0x3d, 0xff])],
    ['escapes that are not UTF-8', bytes('a=%ff')],
    ['broken escapes', bytes('a=%zz')],
    ['NUL', bytes('a=%00')],
    ['an escape sequence', bytes('a=%1b[31m')],
    [
      'more fields than any form has',
      bytes(Array.from({ length: FORM_FIELDS + 1 }, (_, n) => `&f${n}=1`).join('')),
    ],
  ] as const) {
    it(`is refused with 400 for ${what}`, () => {
      assert.equal(statusOf(body), 400);
    });
  }
});

describe('reading a form over HTTP', () => {
  const app = new Koa();
  app.silent = true;
  app.use(async (ctx) => {
    try {
      ctx.body = [...(await readForm(ctx)).keys()];
    } catch (error) {
      if (!(error instanceof FormError)) throw error;
      ctx.status = error.status;
      ctx.body = 'refused';
    }
  });

  async function post(
    body: string | Uint8Array,
    headers: Record<string, string> = {},
  ): Promise<number> {
    await using server = await serve(app);
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    const response = await fetch(server.url, {
      method: 'POST',
      body: body as NonNullable<RequestInit['body']>,
      headers: { ...type, ...headers },
    });
    await response.text();
    return response.status;
  }

  it('takes a form of the allowed size and an empty one', async () => {
    assert.equal(await post(`a=${'x'.repeat(FORM_BODY_BYTES - 2)}`), 200);
    assert.equal(await post(''), 200);
  });

  it('answers 413 to a longer one, after reading it whole', async () => {
    assert.equal(await post(`a=${'x'.repeat(FORM_BODY_BYTES)}`), 413);
    assert.equal(await post(`a=${'x'.repeat(1024 * 1024)}`), 413);
  });

  it('cuts what does not end', async () => {
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        sent += 65_536;
        controller.enqueue(new Uint8Array(65_536).fill(0x61));
      },
    });
    await using server = await serve(app);
    await fetch(server.url, {
      method: 'POST',
      body: endless,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      duplex: 'half',
    }).then(
      (response) => assert.equal(response.status, 413),
      () => undefined, // the connection may be gone before the answer is read
    );
    assert.ok(sent < FORM_BODY_DISCARDED_BYTES * 8, `${sent} bytes were taken`);
  });

  it('answers 415 to other types, charsets and compressed bodies', async () => {
    assert.equal(await post('{}', { 'content-type': 'application/json' }), 415);
    assert.equal(await post('a=1', { 'content-type': 'multipart/form-data; boundary=x' }), 415);
    assert.equal(
      await post('a=1', { 'content-type': 'application/x-www-form-urlencoded; charset=utf-16' }),
      415,
    );
    assert.equal(await post('a=1', { 'content-encoding': 'gzip' }), 415);
  });
});
