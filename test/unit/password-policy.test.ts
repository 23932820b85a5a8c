/** What a person's own password must be. */
import assert from 'node:assert/strict';
import { commonPasswords } from '../../src/credentials/common-passwords.ts';
import { type Account } from '../../src/domain/account.ts';
import { faultOf, ownWords } from '../../src/domain/password.ts';
import { inventedPerson } from '../support/invented-people.ts';

const account: Account = {
  ...inventedPerson(1),
  id: 'a',
  kind: 'citizen',
  status: 'active',
  givenName: 'Niccolò',
  familyName: "D'Angelo",
  birthdate: '1980-03-09',
  gender: 'male',
  language: 'it',
  notices: false,
  codeFailures: 0,
  notBefore: 0,
  createdAt: 0,
};

describe('a new password', () => {
  let common: ReadonlySet<string>;
  before(async () => {
    common = await commonPasswords();
  });
  const own = ownWords(account, ['0123456789']);
  const wordOf = (password: string, confirmation = password): string | undefined =>
    faultOf({ password, confirmation }, own, (text) => common.has(text))?.word;

  it('is good as three words, with spaces, accents and any letter', () => {
    for (const good of [
      'treno lampada fiume',
      'perché città più',
      'Xk9#qLw2',
      '密码密码长长的啊吗',
      'tre-parole-7',
    ])
      assert.equal(wordOf(good), undefined, good);
  });

  it('has 8 to 128 characters, counted as people count them', () => {
    assert.deepEqual(
      faultOf({ password: 'àèìòùéx', confirmation: 'àèìòùéx' }, [], () => false),
      { word: 'short', n: 7 },
    );
    assert.equal(wordOf('e\u0300'.repeat(7)), 'short', 'a letter and its accent are one');
    assert.equal(wordOf('🌵🌲🌳🌴🌱🌿☘🍀'), undefined);
    const long = 'le parole che pesano '.repeat(7);
    assert.equal(wordOf(long.slice(0, 128)), undefined);
    assert.deepEqual(
      faultOf({ password: long.slice(0, 129), confirmation: long.slice(0, 129) }, [], () => false),
      {
        word: 'long',
        max: 128,
      },
    );
  });

  it('is typed twice alike, in whatever form the keyboard writes accents', () => {
    assert.equal(wordOf('', ''), 'empty');
    assert.equal(wordOf('treno lampada', 'treno lampade'), 'mismatch');
    assert.equal(wordOf('treno perch\u00e9', 'treno perche\u0301'), undefined);
  });

  it('is none of the commonest, in capitals or not', () => {
    for (const bad of ['password1', 'Juventus', 'PASSWORD123', 'baseball', 'francesca'])
      assert.equal(wordOf(bad), 'guessable', bad);
    assert.ok(common.size > 17_000, 'the list is the whole one');
  });

  it('is no date, telephone, repetition or row of keys', () => {
    for (const bad of [
      '12041975',
      '3331234567',
      'aaaaaaaa',
      'ciaociao',
      'ab12ab12ab12',
      'qwertyuiop',
      'lkjhgfdsa',
      '98765432',
    ])
      assert.equal(wordOf(bad), 'guessable', bad);
  });

  it('holds nothing of the person or of the service', () => {
    for (const bad of [
      'niccolo e basta',
      'NICCOLÒ e basta',
      'casa dangelo 7',
      "casa d'angelo",
      'nato 09031980 qui',
      'nato 09.03.1980',
      'nato 19800309!',
      `io ${account.fiscalCode.toLowerCase()}`,
      'tessera 0123456789',
      'tessera 01234 56789',
      'gass accesso mio',
      'viva lombardia x',
    ])
      assert.equal(wordOf(bad), 'guessable', bad);
    assert.equal(wordOf('profferta serale'), undefined, 'three letters count only alone');
  });
});
