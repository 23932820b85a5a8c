/**
 * Which keys a file has named already: 8 bytes each in a table that doubles, so that ten million
 * lines take 256 MB at most, where a `Set` of strings would take more than a process may have.
 */
import { hash } from 'node:crypto';

const FIRST_SLOTS = 1 << 12;

/** Keys that were added. Among ten million two are taken for one with a chance below 1 in 10^5. */
export class SeenKeys {
  #slots = new BigUint64Array(FIRST_SLOTS);
  #count = 0;

  /** Whether the key was there; it is now. */
  add(key: string): boolean {
    if (this.#count * 2 >= this.#slots.length) this.#grow();
    const print = printOf(key);
    const slot = slotOf(this.#slots, print);
    if (this.#slots[slot] === print) return true;
    this.#slots[slot] = print;
    this.#count += 1;
    return false;
  }

  #grow(): void {
    const larger = new BigUint64Array(this.#slots.length * 2);
    for (const print of this.#slots) if (print !== 0n) larger[slotOf(larger, print)] = print;
    this.#slots = larger;
  }
}

/** 64 bits of the key; 0 marks a free slot. */
function printOf(key: string): bigint {
  return hash('sha256', key, 'buffer').readBigUInt64LE() || 1n;
}

/** Where the print is, or the free slot where it belongs. */
function slotOf(slots: BigUint64Array, print: bigint): number {
  const mask = slots.length - 1;
  let slot = Number(print & BigInt(mask));
  while (slots[slot] !== 0n && slots[slot] !== print) slot = (slot + 1) & mask;
  return slot;
}
