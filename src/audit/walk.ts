/** Walks one chain from its first link to its end. */
import type { AuditEvent } from '../domain/audit-event.ts';
import type { Collection } from '../storage/collection.ts';
import { GENESIS, isGenuine, type NamedHead, positionOf } from './chain.ts';
import type { ChainOptions } from './chain-writer.ts';
import type { BrokenLink } from './fault.ts';

/** Links read at once: few enough for memory, enough to hide the way to a server. */
const WINDOW = 64;

export interface Walked {
  readonly broken: readonly BrokenLink[];
  /** Links that stand at their positions, and the first position behind them all. */
  readonly found: number;
  readonly end: number;
}

/** Checks every link up to the furthest of the promised ends, and those that follow it without a gap. */
export async function walkChain(
  options: ChainOptions,
  chain: string,
  promises: readonly NamedHead[],
): Promise<Walked> {
  const promised = Math.max(0, ...promises.map(({ count }) => count));
  const broken: BrokenLink[] = [];
  let previous: string | undefined = GENESIS; // undefined behind a gap: whom the next one follows is not known
  let found = 0;
  let n = 0;
  for await (const link of linksOf(options, chain)) {
    const position = positionOf(chain, n);
    if (!link && n >= promised) break;
    if (!link) broken.push({ position, why: 'removed' });
    else if (!isGenuine(options.key, link)) broken.push({ position, why: 'changed' });
    else if (previous !== undefined && link.previous !== previous)
      broken.push({ position, why: 'not_linked' });
    found += link ? 1 : 0;
    previous = link?.hash;
    n += 1;
    const promise = promises.find(({ count, hash }) => count === n && link && hash !== link.hash);
    if (promise) broken.push({ position, why: 'changed' });
  }
  return { broken: unique(broken), found, end: n };
}

/**
 * What is stored under the chain's name but does not stand at a walked position: genuine ones stand
 * behind a removed one, the others were inserted.
 */
export async function strayEvents(
  options: ChainOptions,
  chain: string,
  end: number,
): Promise<BrokenLink[]> {
  const broken: BrokenLink[] = [];
  for await (const event of eachOf(options.events, chain)) {
    const { position } = event;
    if (isWalked(chain, position, end)) continue;
    if (isGenuine(options.key, event))
      broken.push({ position: positionOf(chain, end), why: 'removed' });
    else broken.push({ position, why: 'inserted' });
  }
  return unique(broken);
}

/** All events under a chain's name, in no order that means anything, a page in memory. */
export async function* eachOf(
  events: Collection<AuditEvent>,
  chain: string,
): AsyncGenerator<AuditEvent> {
  for (let after: string | undefined; ; ) {
    const page: AuditEvent[] = await events.find(
      { chain },
      { limit: WINDOW, ...(after ? { after } : {}) },
    );
    yield* page;
    after = page.at(-1)?.id;
    if (page.length < WINDOW) return;
  }
}

/** Every position from the first on, without end; undefined where nothing is stored. */
async function* linksOf(
  { events }: ChainOptions,
  chain: string,
): AsyncGenerator<AuditEvent | undefined> {
  for (let from = 0; ; from += WINDOW) {
    const positions = Array.from({ length: WINDOW }, (_, n) => positionOf(chain, from + n));
    const window = await Promise.all(positions.map((position) => events.find({ position })));
    for (const [link] of window) yield link;
  }
}

function isWalked(chain: string, position: string, end: number): boolean {
  const n = Number(position.slice(chain.length + 1));
  return position === positionOf(chain, n) && Number.isInteger(n) && n >= 0 && n < end;
}

function unique(broken: readonly BrokenLink[]): BrokenLink[] {
  return [...new Map(broken.map((one) => [`${one.position} ${one.why}`, one])).values()];
}
