import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import fc from 'fast-check';
import { parseCardSerial, tailOf } from '../../src/domain/card-serial.ts';
import { InvalidValueError } from '../../src/domain/errors.ts';
import { checkCharacter, genderOf, parseFiscalCode } from '../../src/domain/fiscal-code.ts';
import { joinHalves, normaliseTemporary } from '../../src/domain/password-halves.ts';
import { parsePhoneNumber } from '../../src/domain/parse-phone-number.ts';
import { phoneTail } from '../../src/domain/phone-number.ts';

/** Asserts a refusal that names the field and repeats nothing of what was typed. */
function refuses(parse: (text: string) => unknown, field: string, texts: readonly string[]): void {
  for (const text of texts)
    assert.throws(
      () => parse(text),
      (error) =>
        error instanceof InvalidValueError &&
        error.field === field &&
        (text.trim() === '' || !error.message.concat(error.detail ?? '').includes(text.trim())),
      text,
    );
}

describe('a fiscal code', () => {
  const printed = [
    'RSSMRA80A01F205X',
    'RSSMRA80A01F20RS', // omocode of the one before
    'VRDGNN85M41F205M',
    'BNCMRC90T10Z404Q',
    'BNCGLI84E60F205U',
    'BNCPTR51S03A794C',
    'VRDNNA47D58B157H',
    'FNTCRL58C52A794C',
  ];

  it('is read in any case and with spaces around it', () => {
    for (const code of printed) {
      assert.equal(parseFiscalCode(code), code);
      assert.equal(parseFiscalCode(` ${code.toLowerCase()}\n`), code);
    }
  });

  it('tells women by the day of birth, with letters for digits too', () => {
    const women = printed.filter((code) => genderOf(parseFiscalCode(code)) === 'female');
    assert.deepEqual(women, [
      'VRDGNN85M41F205M',
      'BNCGLI84E60F205U',
      'VRDNNA47D58B157H',
      'FNTCRL58C52A794C',
    ]);
    const body = 'BNCGLI84E6LF205';
    assert.equal(genderOf(parseFiscalCode(body + checkCharacter(body))), 'female');
  });

  it('is refused when any one sign is another', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...printed),
        fc.nat({ max: 15 }),
        fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'.split('')),
        (code, at, sign) => {
          if (code[at] === sign) return;
          const changed = code.slice(0, at) + sign + code.slice(at + 1);
          // In even places the check sees every change but of A for 0, B for 1 and so on.
          const isSame = checkCharacter(changed) === checkCharacter(code);
          if (at === 15 || !isSame) assert.throws(() => parseFiscalCode(changed));
        },
      ),
      { seed: 3, numRuns: 500 },
    );
  });

  it('of companies, provisional, cut, with a wrong check or an impossible day is refused', () => {
    const withDay = (day: string): string => `RSSMRA80A${day}F205`;
    refuses(parseFiscalCode, 'fiscal_code', [
      '',
      '00743110157',
      'RSSMRA80A01F205',
      'RSSMRA80A01F205Y',
      'RSSMRA80F01F205X',
      'RSSMRA80A01F205X0',
      'RSSMRA80A01F205\u0000',
      'RSSMRA80A01F20５X',
      ...['00', '32', '40', '72', '99'].map((day) => withDay(day) + checkCharacter(withDay(day))),
    ]);
  });
});

describe('a card serial', () => {
  it('is 10 digits, or the last 10 of all 20, however they are grouped', () => {
    for (const text of [
      '0123456789',
      ' 01234 56789 ',
      '012.345-67.89',
      '80380000300123456789',
      '8038 0000 3001 2345 6789',
      '80380–00030–0123456789',
    ])
      assert.equal(parseCardSerial(text), '0123456789');
    assert.equal(tailOf('0123456789'), '6789');
  });

  it('of any other form is refused', () => {
    refuses(parseCardSerial, 'card_serial', [
      '',
      '012345678',
      '01234567890',
      '803800003001234567890',
      'O123456789',
      '٠١٢٣٤٥٦٧٨٩',
      'RSSMRA80A01F205X',
    ]);
  });
});

describe('a phone number', () => {
  it('becomes E.164 from what Italians write', () => {
    for (const text of ['+39 333 1234567', '333-1234567', '0039 3331234567', ' (333) 123.45.67 '])
      assert.equal(parsePhoneNumber(text), '+393331234567');
    assert.equal(phoneTail(parsePhoneNumber('333 1234567')), '567');
  });

  it('that is no Italian mobile is refused', () => {
    refuses(parsePhoneNumber, 'phone', [
      '',
      '02 12345678',
      '+44 7911 123456',
      '+378 66 661212',
      '800 123456',
      '333 12345',
      '333 1234567 ext 3',
      'call 333 1234567',
      '3'.repeat(100),
    ]);
  });
});

describe('the halves of the first password', () => {
  it('are joined desk half first, and typed in any dress', () => {
    const whole = joinHalves('acdefhjk', 'mnprtwxy');
    for (const typed of [
      'acdefhjkmnprtwxy',
      'ACDE FHJK MNPR TWXY',
      'acde-fhjk\u2013MNPR\u00a0twxy ',
    ])
      assert.equal(normaliseTemporary(typed), whole);
    assert.notEqual(normaliseTemporary('mnprtwxyacdefhjk'), whole);
  });
});
