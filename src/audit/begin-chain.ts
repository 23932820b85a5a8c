/**
 * Begins a process's chain. Its first link names the heads of the earlier chains, those that moved
 * since the last start: what did not move was named then. The register, a chain of its own, names
 * the new chain, so that none can vanish whole. Whatever a crash leaves of this is no fault.
 */
import { AUDIT_OVERLAP_S } from '../../config/limits.ts';
import { allBy } from './all-by.ts';
import { CHAIN_REGISTERED, CHAIN_STARTED, type NamedHead, REGISTER } from './chain.ts';
import { type ChainOptions, ChainWriter } from './chain-writer.ts';

/** May be repeated after a failure. @throws StorageUnavailableError · BrokenChainError */
export async function beginChain(options: ChainOptions, chain: ChainWriter): Promise<void> {
  const register = new ChainWriter(options, REGISTER);
  const last = await register.resume();
  const seenAt = Date.now();
  await chain.resume();
  if (chain.count === 0) {
    const heads = await movedSince(
      options,
      Math.min(Number(last?.data['seenAt'] ?? 0), seenAt),
      chain.id,
    );
    await chain.append([{ at: seenAt, kind: CHAIN_STARTED, data: { heads } }]);
  }
  await chain.writeHead();
  await register.append([
    { at: seenAt, kind: CHAIN_REGISTERED, data: { chain: chain.id, seenAt } },
  ]);
  await register.writeHead();
}

async function movedSince(
  { heads }: ChainOptions,
  instant: number,
  self: string,
): Promise<readonly NamedHead[]> {
  const moved = await allBy(heads, 'updatedAt', instant - AUDIT_OVERLAP_S * 1000);
  return moved
    .filter(({ id, count }) => id !== self && count > 0)
    .map(({ id, count, hash }) => ({ id, count, hash }));
}
