/** When a patient is told, and of what never. */
import assert from 'node:assert/strict';
import { NOTICE_QUIET_S, NOTICE_RETRY_S } from '../../config/limits.ts';
import {
  isStillTrue,
  mayBeTold,
  postponed,
  settled,
  withDocument,
} from '../../src/resource-servers/fse/notice-rules.ts';
import { itemsOf } from '../../src/resource-servers/fse/rules.ts';
import { isMinor, mayBeMinor } from '../../src/resource-servers/fse/minor.ts';
import { storedDocument } from '../support/stored-documents.ts';

const CODE = 'RSSMRA80A01F205X';
const draft = (key: string, now: number): Parameters<typeof withDocument>[1] => ({
  id: 'p',
  fiscalCode: CODE,
  key,
  now,
});

describe('a notice of new documents', () => {
  it('is due at once, tells of those that come before it leaves, and then rests 15 minutes', () => {
    const first = withDocument(undefined, draft('a', 1000));
    assert.equal(first.dueAt, 1000);
    assert.equal(withDocument(first, draft('b', 2000)), first);
    const sent = settled(first, 'a', 3000);
    assert.equal(sent.dueAt, undefined);
    const next = withDocument(sent, draft('c', 4000));
    assert.deepEqual([next.dueAt, next.key, next.since], [3000 + NOTICE_QUIET_S * 1000, 'c', 4000]);
    assert.equal(withDocument(sent, draft('d', 10_000_000)).dueAt, 10_000_000);
  });

  it('comes again after a failure, and is given up after a day', () => {
    const first = withDocument(undefined, draft('a', 1000));
    assert.equal(postponed(first, 'a', 2000).dueAt, 2000 + NOTICE_RETRY_S * 1000);
    assert.equal(postponed(first, 'a', 1000 + 90_000_000).dueAt, undefined);
    assert.equal(postponed(first, 'other', 2000), first);
  });

  it('is not settled by the hand-over of another', () => {
    const second = withDocument(
      settled(withDocument(undefined, draft('a', 1000)), 'a', 1000),
      draft('b', 2000),
    );
    assert.equal(settled(second, 'a', 5000), second);
  });

  it('is never of what is hidden or protected, also when it was hidden meanwhile', () => {
    const document = storedDocument('one', CODE, { storedAt: 5000 });
    const notice = withDocument(undefined, draft('a', 5000));
    const of = (
      codes: readonly ('P97' | 'P98' | 'P99')[],
      label: 'N' | 'V' = 'N',
    ): ReturnType<typeof itemsOf> =>
      itemsOf(
        [{ ...document, label }],
        [{ id: document.chain, fiscalCode: CODE, producer: '030999', codes }],
      );
    assert.ok(isStillTrue(notice, of([])));
    for (const items of [of(['P97']), of(['P98']), of(['P99']), of([], 'V'), []]) {
      assert.ok(!isStillTrue(notice, items));
      assert.ok(!items.some(mayBeTold));
    }
    assert.ok(!isStillTrue({ ...notice, since: 6000 }, of([])), 'an older document is no news');
  });
});

describe('a minor', () => {
  const now = Date.parse('2026-11-24T12:00:00+01:00');
  it('is somebody before the 18th birthday', () => {
    assert.ok(isMinor('2008-11-25', now));
    assert.ok(!isMinor('2008-11-24', now));
  });
  it('may be whoever’s code has a year of this century, and surely is not any other', () => {
    assert.ok(mayBeMinor('FRRLCU17H10F205T', now));
    assert.ok(mayBeMinor('FRRLCUMTH10F205T', now), 'a letter stands for a digit');
    assert.ok(!mayBeMinor('BNCGLI84E60F205U', now));
    assert.ok(!mayBeMinor('RSSMRA08S24F205X', now), 'eighteen today');
    assert.ok(mayBeMinor('RSSMRA08S25F205X', now));
    assert.ok(!mayBeMinor('RSSMRA17B31F205X', now), 'no such day');
  });
});
