/** Finds one changed, removed, inserted or reordered record, or a whole chain that is gone, and says which. */
import type { AuditEvent, AuditHead } from '../domain/audit-event.ts';
import { allBy, eachBy } from './all-by.ts';
import {
  CHAIN_REGISTERED,
  CHAIN_STARTED,
  isGenuine,
  isSealed,
  type NamedHead,
  REGISTER,
} from './chain.ts';
import type { ChainOptions } from './chain-writer.ts';
import type { BrokenLink } from './fault.ts';
import { strayEvents, eachOf, walkChain } from './walk.ts';

export interface VerifyReport {
  readonly chains: number;
  readonly events: number;
  readonly broken: readonly BrokenLink[];
}

/** What one pass over all events tells of the chains; grows with the chains, not with the events. */
interface Survey {
  readonly stored: Map<string, number>;
  /** The furthest head of each chain that another chain names. */
  readonly named: Map<string, NamedHead>;
  readonly registered: Set<string>;
}

/** Walks every chain. What is recorded meanwhile is no fault. @throws StorageUnavailableError */
export async function verifyTrails(options: ChainOptions): Promise<VerifyReport> {
  const heads = new Map(
    (await allBy(options.heads, 'updatedAt', 0)).map((head) => [head.id, head]),
  );
  const surveyed = await survey(options);
  const { stored, named, registered } = surveyed;
  const ids = new Set([...heads.keys(), ...stored.keys(), ...named.keys(), ...registered]);
  const broken: BrokenLink[] = [];
  for (const id of ids) {
    const head = heads.get(id) ?? (await options.heads.get(id)); // it may have begun since
    broken.push(...(await verifyChain(options, id, head, surveyed)));
  }
  const events = [...stored.values()].reduce((sum, count) => sum + count, 0);
  return { chains: ids.size, events, broken };
}

async function verifyChain(
  options: ChainOptions,
  id: string,
  head: AuditHead | undefined,
  { stored, named, registered }: Survey,
): Promise<readonly BrokenLink[]> {
  const count = stored.get(id) ?? 0;
  const isKnown = head !== undefined || named.has(id) || registered.has(id);
  if (!isKnown) {
    const strays = await strayEvents(options, id, 0);
    if (strays.every(({ why }) => why === 'inserted')) return strays;
  }
  const isTold = head !== undefined && isSealed(options.key, head);
  const promises = [isTold ? head : undefined, named.get(id)].filter((one) => one !== undefined);
  const walked = await walkChain(options, id, promises);
  const broken = [...faultsOfHead(options, id, head), ...walked.broken];
  if (count > walked.found) broken.push(...(await strayEvents(options, id, walked.end)));
  if (id !== REGISTER && count > 1 && !registered.has(id) && !(await isRegistered(options, id)))
    broken.push({ position: id, why: 'not_registered' });
  return broken;
}

/** Asked of a chain that may have begun while the survey was under way. */
async function isRegistered({ events, key }: ChainOptions, id: string): Promise<boolean> {
  for await (const event of eachOf(events, REGISTER))
    if (event.kind === CHAIN_REGISTERED && event.data['chain'] === id && isGenuine(key, event))
      return true;
  return false;
}

function faultsOfHead(
  { key }: ChainOptions,
  id: string,
  head: AuditHead | undefined,
): BrokenLink[] {
  if (!head) return [{ position: id, why: 'head_removed' }];
  return isSealed(key, head) ? [] : [{ position: id, why: 'head_changed' }];
}

async function survey({ events, key }: ChainOptions): Promise<Survey> {
  const result: Survey = { stored: new Map(), named: new Map(), registered: new Set() };
  for await (const event of eachBy(events, 'at', 0)) {
    result.stored.set(event.chain, (result.stored.get(event.chain) ?? 0) + 1);
    const isAboutChains = event.kind === CHAIN_STARTED || event.kind === CHAIN_REGISTERED;
    if (isAboutChains && isGenuine(key, event)) takeNames(event, result);
  }
  return result;
}

/** The shapes are those of `beginChain`: the event is genuine. */
function takeNames(event: AuditEvent, { named, registered }: Survey): void {
  if (event.kind === CHAIN_REGISTERED) registered.add(event.data['chain'] as string);
  if (event.kind !== CHAIN_STARTED) return;
  for (const head of event.data['heads'] as readonly NamedHead[]) {
    const known = named.get(head.id);
    if (!known || known.count < head.count) named.set(head.id, head);
  }
}
