import assert from 'node:assert/strict';
import { GassError } from '../../src/domain/errors.ts';
import { formToken, requireOwnForm } from '../../src/web/csrf.ts';

const origin = 'https://accesso.example';
const secret = 'cookie-of-this-browser';
const purpose = 'password.0';
const token = formToken(secret, purpose);

function passes(headers: Record<string, string>, posted: string | undefined): boolean {
  const ctx = { get: (name: string) => headers[name.toLowerCase()] ?? '' };
  try {
    requireOwnForm(ctx, {
      origin,
      secret,
      purpose,
      token: posted,
    });
    return true;
  } catch (error) {
    assert.ok(error instanceof GassError);
    assert.equal(error.status, 400);
    return false;
  }
}

describe('a form posted to us', () => {
  it('passes from our own page with its token', () => {
    assert.ok(passes({ 'sec-fetch-site': 'same-origin', origin }, token));
    assert.ok(passes({ origin }, token));
  });

  it('passes from a program that sends neither header, with the fields alone', () => {
    assert.ok(passes({}, undefined));
    assert.ok(passes({ 'sec-fetch-mode': 'cors' }, undefined));
  });

  it('is refused from another site even with the token', () => {
    for (const site of ['cross-site', 'same-site', 'none', 'nonsense'])
      assert.ok(!passes({ 'sec-fetch-site': site, origin }, token), site);
    for (const other of [
      'https://evil.example',
      'null',
      'https://accesso.example.evil.example',
      `${origin}:444`,
    ])
      assert.ok(!passes({ origin: other }, token), other);
  });

  it('is refused from a browser without the token, or with another one', () => {
    const headers = { 'sec-fetch-site': 'same-origin', origin };
    assert.ok(!passes(headers, undefined));
    assert.ok(!passes(headers, ''));
    assert.ok(!passes(headers, formToken(secret, 'password.1')));
    assert.ok(!passes(headers, formToken('another cookie', purpose)));
  });
});
