/**
 * Which accesses a reader of the log may know of. Pure. @source resource-servers 1.7 N9
 *
 * An event on an item the reader cannot see is not there. A failed read names an id that somebody
 * typed, known or not alike, so the patient is shown it and a delegate is not.
 */
import { type StoredFacts, storedFactsSchema } from './access-facts.ts';
import { ACCESS_KIND } from './access-log.ts';
import type { AccessRecord } from './audit-event.ts';

/** What a reader knows: the ids of the person's items with whether they are seen. */
export interface Knowledge {
  readonly items: ReadonlyMap<string, boolean>;
  /** A parent or guardian reads, not the patient. */
  readonly isDelegate: boolean;
}

/** One link of the trail. */
interface TrailEvent {
  readonly id: string;
  readonly at: number;
  readonly kind: string;
  readonly data: unknown;
}

/** The accesses among a person's trail events that the reader may know of. */
export function knownRecords(
  events: readonly TrailEvent[],
  { items, isDelegate }: Knowledge,
): AccessRecord[] {
  const known = new Map(items);
  const records: AccessRecord[] = [];
  for (const { id, at, kind, data } of [...events].sort((a, b) => a.at - b.at)) {
    if (kind !== ACCESS_KIND) continue;
    const facts = storedFactsSchema.parse(data);
    const isKnown = mayKnow(facts, { items: known, isDelegate });
    known.set(id, isKnown); // a record may be about reading an earlier record
    if (isKnown) records.push({ id, at, facts });
  }
  return records;
}

function mayKnow(facts: StoredFacts, { items, isDelegate }: Knowledge): boolean {
  const isFailure = facts.outcome === 'failure';
  if (isDelegate && (isFailure || facts.operation !== undefined)) return false;
  const isItem = facts.itemId !== undefined && facts.itemType !== 'Patient';
  if (!isItem || (isFailure && facts.actor !== undefined)) return true;
  return items.get(facts.itemId ?? '') === true;
}
