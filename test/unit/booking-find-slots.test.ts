/** Reading the slots of a search: a service with very many holds nobody up. */
import assert from 'node:assert/strict';
import { findSlots } from '../../src/resource-servers/booking/find-slots.ts';
import type { HealthService, StoredSlot } from '../../src/resource-servers/booking/stored.ts';
import type { Collection, Entity } from '../../src/storage/collection.ts';

/** A collection that finds the same for whatever is asked, without waiting. */
function finding<T extends Entity>(found: readonly T[]): Collection<T> {
  return { find: () => Promise.resolve([...found]) } as unknown as Collection<T>; // only searches are asked
}

describe('slots of a search', () => {
  it('are read week by week, and others have their turn in between', async () => {
    const stores = {
      slots: finding<StoredSlot>([]),
      calendars: finding([]),
      healthServices: finding([{ id: 'h', code: 'S' } as HealthService]),
    };
    const turns = { count: 0, isOver: false };
    const other = (): void => {
      turns.count += 1;
      if (!turns.isOver) setImmediate(other);
    };
    setImmediate(other);
    const asked = { base: 'http://127.0.0.1', now: Date.parse('2026-11-24T12:00:00+01:00') };
    let weeks = 0;
    for await (const _ of findSlots(stores, new URLSearchParams('service-type=S'), asked))
      weeks += 1;
    turns.isOver = true;
    assert.equal(weeks, 26);
    assert.ok(turns.count >= weeks, `${turns.count} turns in ${weeks} weeks`);
  });
});
