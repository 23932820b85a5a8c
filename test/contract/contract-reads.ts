/** Contract of `insert`, `get`, `find`, `before` and of what values survive. */
import assert from 'node:assert/strict';
import type { Collection } from '../../src/storage/collection.ts';
import { ConflictError } from '../../src/storage/collection.ts';
import { InvalidValueError } from '../../src/domain/errors.ts';
import type { TestEngine } from '../support/engines.ts';
import { openSamples } from '../support/open-samples.ts';
import { type Sample, sample } from '../support/sample.ts';

/** Names that are something else on every object, and words of query languages. */
const ODD_NAMES = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '$where',
  '$set',
  'a.b',
  '',
];

export function contractOfReads(engine: () => TestEngine): void {
  describe('reading', () => {
    const opened = openSamples(engine, 'reading');
    const all = (): Collection<Sample> => opened().all;

    it('gives back exactly what was stored, absent fields absent', async () => {
      const bare = sample();
      const full = sample({
        ...{ slot: 's', group: 'g', rank: -1.5, isOpen: false, dueAt: 1_790_000_000_123, note: '' },
        tags: ['b', 'a'],
        payload: { nested: { list: [1, 'due', [], {}, null, true] }, zero: 0, big: 2 ** 53 - 1 },
      });
      await all().insertAll([bare, full]);
      assert.deepEqual(await all().get(bare.id), bare);
      assert.deepEqual(await all().get(full.id), full);
      assert.deepEqual(await all().find({ slot: 's' }), [full]);
    });

    it('keeps 64 kB, every script and names that objects already have', async () => {
      const payload: Record<string, unknown> = { text: 'é€𝄞 \u0000 \u2028 "\\'.repeat(6000) };
      for (const name of ODD_NAMES)
        Object.defineProperty(payload, name, { value: name, enumerable: true, writable: true });
      for (const id of [
        ...ODD_NAMES.filter((name) => name !== ''),
        "'; DROP TABLE samples; --",
        'ü/🦆',
      ]) {
        const entity = sample({ id, code: `${id}-code`, group: id, note: id, payload });
        await all().insert(entity);
        const found = await all().get(id);
        assert.equal(JSON.stringify(sorted(found)), JSON.stringify(sorted(entity)));
        assert.deepEqual(
          (await all().find({ group: id })).map((one) => one.id),
          [id],
        );
      }
      assert.equal(await all().get('valueOf'), undefined);
    });

    it('refuses an id or an indexed value that no database can compare, and finds none', async () => {
      await assert.rejects(all().insert(sample({ id: '' })), InvalidValueError);
      await assert.rejects(all().insert(sample({ id: '\ud800' })), InvalidValueError);
      await assert.rejects(all().insert(sample({ group: 'x\udc00' })), InvalidValueError);
      await assert.rejects(all().insert(sample({ dueAt: Number.NaN })), InvalidValueError);
      assert.equal(await all().get('\ud800'), undefined);
      assert.deepEqual(await all().find({ group: '\ud800' }), []);
    });

    it('names the field when an id or a unique value is taken, the id first', async () => {
      const first = sample({ slot: 'taken' });
      await all().insert(first);
      await assert.rejects(all().insert(sample({ id: first.id })), conflictOn('id'));
      await assert.rejects(all().insert(sample({ slot: 'taken' })), conflictOn('slot'));
      await assert.rejects(all().insert(sample({ code: first.code })), conflictOn('code'));
      await assert.rejects(all().insert(first), conflictOn('id'));
      await all().insertAll([sample(), sample()]); // two without slot
    });

    it('stores the first ones when a later one of many is refused, and never those after it', async () => {
      const taken = sample();
      await all().insert(taken);
      const [one, two] = [sample(), sample()];
      await assert.rejects(all().insertAll([one, taken, two]), conflictOn('id'));
      assert.equal(await all().get(two.id), undefined);
      await all().insertAll([]);
    });

    it('finds by one index in the order of ids, page by page', async () => {
      const ids = ['a', 'B', 'ab', 'é', 'z', 'Z', '10', '9', '\u{1f986}', '\uffee'];
      await all().insertAll(ids.map((id) => sample({ id, group: 'paged' })));
      const expected = ids.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      assert.deepEqual(
        (await all().find({ group: 'paged' })).map((one) => one.id),
        expected,
      );
      const pages: string[] = [];
      for (let after: string | undefined; ; after = pages.at(-1)) {
        const page = await all().find(
          { group: 'paged' },
          { limit: 3, ...(after ? { after } : {}) },
        );
        pages.push(...page.map((one) => one.id));
        if (page.length < 3) break;
      }
      assert.deepEqual(pages, expected);
    });

    it('finds by numbers and booleans too', async () => {
      const [low, high] = [sample({ rank: 7, isOpen: true }), sample({ rank: 7.5, isOpen: true })];
      await all().insertAll([low, high]);
      assert.deepEqual(await all().find({ rank: 7 }), [low]);
      assert.equal((await all().find({ isOpen: true })).length, 2);
    });

    it('lists what is due in ascending order, both ends included, ties by id', async () => {
      const at = (dueAt: number, id: string) => sample({ id, dueAt });
      await all().insertAll([
        at(30, 'd3'),
        at(10, 'd1'),
        at(20, 'd2b'),
        at(20, 'd2a'),
        at(40, 'd4'),
        sample(),
      ]);
      const ids = async (...args: [number, number, number?]) =>
        (await all().before('dueAt', ...args)).map((one) => one.id);
      assert.deepEqual(await ids(30, 10), ['d1', 'd2a', 'd2b', 'd3']);
      assert.deepEqual(await ids(30, 2), ['d1', 'd2a']);
      assert.deepEqual(await ids(30, 10, 20), ['d2a', 'd2b', 'd3']);
      assert.deepEqual(await ids(9, 10), []);
    });

    it('refuses a question without declared index in words that say so', async () => {
      await assert.rejects(all().find({ note: 'x' }), /samples\.note has no declared index/);
      await assert.rejects(all().before('count', 1, 1), /samples\.count has no declared index/);
      await assert.rejects(all().find({}), /exactly one field/);
      await assert.rejects(all().find({ group: 'a', rank: 1 }), /exactly one field/);
      const smuggled = { group: { $ne: 'x' } } as unknown as Partial<Sample>; // as JSON from outside would be
      await assert.rejects(all().find(smuggled), /compares with a string, number or boolean/);
      await assert.rejects(all().find({ constructor: 1 } as Partial<Sample>), /no declared index/);
    });
  });
}

export function conflictOn(field: string): (error: unknown) => boolean {
  return (error) => error instanceof ConflictError && error.field === field;
}

/** Own entries in one order, `__proto__` among them: deepEqual does not look at that one. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => [key, sorted(inner)]);
}
