/** The life of a one-time code, and reading one from what was typed. */
import assert from 'node:assert/strict';
import {
  type Challenge,
  codeEndsAt,
  codeState,
  isAlive,
  nextSending,
  withFailure,
  withHandOver,
  withSending,
} from '../../src/domain/challenge.ts';
import { readCode } from '../../src/domain/typed-code.ts';

const T = 1_800_000_000_000;
const s = (seconds: number): number => T + seconds * 1000;
const sent = (...seconds: readonly number[]): Challenge =>
  seconds.reduce<Challenge | undefined>(
    (challenge, at) => withSending(challenge, 'salt', s(at)),
    undefined,
  ) ?? withSending(undefined, 'salt', T);

describe('a one-time code', () => {
  it('lives 180 s from the hand-over of its message', () => {
    const challenge = withHandOver(sent(0), s(0), s(7));
    assert.equal(codeEndsAt(challenge), s(187));
    assert.equal(isAlive(challenge, s(187) - 1), true);
    assert.equal(isAlive(challenge, s(187)), false);
  });

  it('lives on with a resend, but never over 600 s in all', () => {
    const twice = withHandOver(withHandOver(sent(0, 170), s(0), s(1)), s(170), s(172));
    assert.equal(codeEndsAt(twice), s(352));
    const slow = withHandOver(sent(0, 290, 500), s(500), s(560));
    assert.equal(codeEndsAt(slow), s(600));
  });

  it('is sent again as the same code after 60 s, three times in all', () => {
    assert.deepEqual(nextSending(undefined, T), { kind: 'new' });
    assert.deepEqual(nextSending(sent(0), s(59)), { kind: 'wait', until: s(60) });
    assert.deepEqual(nextSending(sent(0), s(60)), { kind: 'same' });
    const last = sent(0, 60, 120);
    assert.deepEqual(nextSending(last, s(200)), { kind: 'no_more', until: s(300) });
    assert.deepEqual(nextSending(last, s(300)), { kind: 'new' });
  });

  it('keeps its tries across sendings and loses them with a new code', () => {
    const tried = { ...sent(0), tries: 3 };
    assert.equal(withSending(tried, 'salt', s(60)).tries, 3);
    const renewed = withSending(tried, 'other', s(200));
    assert.deepEqual(renewed, { salt: 'other', createdAt: s(200), sentAt: [s(200)], tries: 0 });
  });

  it('is not touched by news of an earlier code or an earlier sending', () => {
    const renewed = withSending(sent(0), 'other', s(200));
    assert.equal(withHandOver(renewed, s(0), s(201)), renewed);
    const resent = sent(0, 60);
    assert.equal(withFailure(resent, s(0), s(61)), resent);
  });

  it('tells the page where it stands', () => {
    assert.equal(codeState(undefined, T).kind, 'unsent');
    const waiting = sent(0);
    assert.equal(codeState(waiting, s(1)).kind, 'waiting');
    assert.equal(codeState(withFailure(waiting, s(0), s(2)), s(3)).kind, 'failed');
    assert.equal(codeState(withHandOver(waiting, s(0), s(2)), s(3)).kind, 'sent');
    const again = withHandOver(sent(0, 60), s(60), s(61));
    assert.deepEqual(codeState(again, s(62)), {
      kind: 'sent_again',
      endsAt: s(241),
      lastSentAt: s(60),
    });
    assert.equal(codeState(again, s(241)).kind, 'expired');
    const failedBefore = withSending(withFailure(waiting, s(0), s(2)), 'salt', s(62));
    assert.equal(codeState(failedBefore, s(63)).kind, 'waiting', 'an older failure says nothing');
  });
});

describe('reading a typed code', () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['12345678', '12345678'],
    [' 1234 5678 ', '12345678'],
    ['1234-5678', '12345678'],
    ['codice = 12345678. Non lo dica a nessuno\n\n@localhost #12345678', '12345678'],
    ['Codice usa e getta (valido 3 minuti) codice = 12345678\n\n@localhost #12345678', '12345678'],
    ['12345678 e 87654321', undefined],
    ['1234567', undefined],
    ['123456789', undefined],
    ['', undefined],
    ['１２３４５６７８', undefined],
  ];
  for (const [text, code] of cases)
    it(`${code === undefined ? 'finds none in' : 'finds it in'} ${JSON.stringify(text)}`, () => {
      assert.equal(readCode(text), code);
    });
});
