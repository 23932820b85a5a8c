/** Finds one changed, removed, inserted or reordered record, and says which. */
import type { AuditEvent, AuditHead } from '../domain/audit-event.ts';
import type { Collection } from '../storage/collection.ts';
import { allBy, eachBy } from './all-by.ts';
import { GENESIS, hashOf, isSame, positionOf, sealOf } from './chain.ts';

/** One fault: where, and what is wrong there. */
export interface BrokenLink {
  readonly position: string;
  readonly why: 'changed' | 'missing' | 'not_linked' | 'cut_off' | 'head_changed' | 'unknown_chain';
}

export interface VerifyReport {
  readonly chains: number;
  readonly events: number;
  readonly broken: readonly BrokenLink[];
}

export interface VerifyOptions {
  readonly events: Collection<AuditEvent>;
  readonly heads: Collection<AuditHead>;
  readonly key: string;
}

/** A chain as another one named it. */
interface Named {
  readonly id: string;
  readonly count: number;
  readonly hash: string;
}

/** Walks every chain of the collection; memory grows with the chains, not with the events. */
export async function verifyTrails(options: VerifyOptions): Promise<VerifyReport> {
  const counts = new Map<string, number>();
  const named: Named[] = [];
  let total = 0;
  for await (const event of eachBy(options.events, 'at', 0)) {
    total += 1;
    counts.set(event.chain, (counts.get(event.chain) ?? 0) + 1);
    if (event.kind === 'chain_started') named.push(...((event.data['heads'] ?? []) as Named[])); // shape proven by its hash below
  }
  const heads = new Map((await allBy(options.heads, 'updatedAt', 0)).map((head) => [head.id, head]));
  const broken: BrokenLink[] = [];
  for (const chain of new Set([...counts.keys(), ...heads.keys(), ...named.map(({ id }) => id)])) {
    const witnesses = named.filter(({ id }) => id === chain);
    broken.push(...(await verifyChain(options, chain, counts.get(chain) ?? 0, heads.get(chain), witnesses)));
  }
  return { chains: counts.size, events: total, broken };
}

async function verifyChain(
  options: VerifyOptions,
  chain: string,
  stored: number,
  head: AuditHead | undefined,
  witnesses: readonly Named[],
): Promise<BrokenLink[]> {
  const broken: BrokenLink[] = [];
  if (head && !isSame(head.seal, sealOf(options.key, head))) broken.push({ position: chain, why: 'head_changed' });
  const expected = [...(head ? [head] : []), ...witnesses];
  let previous = GENESIS;
  let n = 0;
  for (; ; n += 1) {
    for (const { count, hash } of expected)
      if (count === n && !isSame(hash, previous)) broken.push({ position: positionOf(chain, n - 1), why: 'not_linked' });
    const position = positionOf(chain, n);
    const [event] = await options.events.find({ position });
    if (!event) break;
    if (!isSame(event.hash, hashOf(options.key, event))) broken.push({ position, why: 'changed' });
    else if (event.previous !== previous) broken.push({ position, why: 'not_linked' });
    previous = event.hash;
  }
  const promised = Math.max(0, ...expected.map(({ count }) => count));
  if (stored > n) broken.push({ position: positionOf(chain, n), why: 'missing' });
  else if (promised > n) broken.push({ position: positionOf(chain, n), why: 'cut_off' });
  return broken;
}
