import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { HALF_ALPHABET } from '../../config/limits.ts';
import { createIndexer } from '../../src/credentials/indexer.ts';
import { createOneTimeCodes, hotp } from '../../src/credentials/one-time-code.ts';
import { newHalf, newId, newPin, newSalt, newToken } from '../../src/credentials/random.ts';
import { createSealer } from '../../src/credentials/sealing.ts';

describe('the one-time code', () => {
  const codes = createOneTimeCodes('p'.repeat(43));
  const binding = { attemptId: 'attempt-1', accountId: 'account-1' };

  it('is HOTP as RFC 4226 appendix D prints it', () => {
    const secret = Buffer.from('12345678901234567890');
    const printed = '755224 287082 359152 969429 338314 254676 287922 162583 399871 520489';
    const made = Array.from({ length: 10 }, (_, counter) => hotp(secret, counter, 6));
    assert.deepEqual(made, printed.split(' '));
    assert.equal(hotp(secret, 0, 8), '84755224');
  });

  it('is the same at each resend, 8 digits, leading zeros kept', () => {
    const made = Array.from({ length: 200 }, (_, n) => codes.codeOf({ salt: `s${n}` }, binding));
    assert.ok(made.every((code) => /^\d{8}$/.test(code)));
    assert.equal(new Set(made).size, 200);
    assert.ok(made.some((code) => code.startsWith('0')));
    assert.equal(codes.codeOf({ salt: 's1' }, binding), made[1]);
  });

  it('is good for one challenge, attempt, account and pepper alone', () => {
    const code = codes.codeOf({ salt: 's' }, binding);
    assert.equal(codes.matches(code, { salt: 's' }, binding), true);
    assert.equal(codes.matches(code, { salt: 't' }, binding), false);
    assert.equal(codes.matches(code, { salt: 's' }, { ...binding, attemptId: 'a2' }), false);
    assert.equal(codes.matches(code, { salt: 's' }, { ...binding, accountId: 'b2' }), false);
    assert.equal(createOneTimeCodes('q'.repeat(43)).matches(code, { salt: 's' }, binding), false);
  });

  it('refuses texts of any other form', () => {
    const code = codes.codeOf({ salt: 's' }, binding);
    for (const text of ['', ' ', code.slice(1), `${code}0`, ` ${code}`, '\u0000'.repeat(8)])
      assert.equal(codes.matches(text, { salt: 's' }, binding), false);
  });
});

describe('sealing', () => {
  const sealer = createSealer(Buffer.alloc(32, 7).toString('base64url'));

  it('gives back what was sealed, and shows nothing of it meanwhile', async () => {
    const value = { to: '+393331234567', text: 'città: 12345678' };
    const jwe = await sealer.seal(value);
    assert.ok(!Buffer.from(jwe, 'base64url').toString('latin1').includes('12345678'));
    assert.deepEqual(await sealer.unseal(jwe), value);
    assert.notEqual(await sealer.seal(value), jwe);
  });

  it('refuses what was altered or sealed with another key', async () => {
    const jwe = await sealer.seal('x');
    const other = createSealer(Buffer.alloc(32, 8).toString('base64url'));
    await assert.rejects(other.unseal(jwe), { name: 'GassError', code: 'broken' });
    const parts = jwe.split('.');
    parts[3] = Buffer.from('other').toString('base64url');
    await assert.rejects(sealer.unseal(parts.join('.')), { name: 'GassError', code: 'broken' });
  });
});

describe('the indexer', () => {
  it('gives one key for one value, purpose and secret', () => {
    const indexer = createIndexer('k'.repeat(43));
    const key = indexer.indexOf('serial', '0123456789');
    assert.match(key, /^[\w-]{43}$/);
    assert.equal(indexer.indexOf('serial', '0123456789'), key);
    assert.notEqual(indexer.indexOf('serial', '0123456780'), key);
    assert.notEqual(indexer.indexOf('address', '0123456789'), key);
    assert.notEqual(createIndexer('j'.repeat(43)).indexOf('serial', '0123456789'), key);
  });
});

describe('random values', () => {
  it('have the form that is asked of them and do not repeat', () => {
    const forms: [() => string, RegExp][] = [
      [newId, /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/],
      [newHalf, /^[acdefhjkmnprtwxy3479]{8}$/],
      [newPin, /^\d{6}$/],
      [newSalt, /^[\w-]{22}$/],
      [newToken, /^[\w-]{43}$/],
    ];
    for (const [make, form] of forms) {
      const made = Array.from({ length: 50 }, make);
      assert.ok(made.every((value) => form.test(value)));
      assert.ok(new Set(made).size >= 49, 'a repeat among 50 PINs has odds of 1 in 800');
    }
  });

  it('use every sign of the alphabet alike', () => {
    const counts = new Map<string, number>();
    for (const sign of Array.from({ length: 1000 }, newHalf).join(''))
      counts.set(sign, (counts.get(sign) ?? 0) + 1);
    assert.equal(counts.size, HALF_ALPHABET.length);
    // 400 expected each; 100 off would be 5 standard deviations
    for (const count of counts.values()) assert.ok(Math.abs(count - 400) < 100);
  });
});
