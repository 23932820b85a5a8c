/**
 * What somebody typed on a page and must not lose while the PIN is asked: sealed, bounded, expiring.
 *
 * One draft for each browser and page, so their number is bounded by the pages; it opens only in
 * the browser that made it, to the account that typed it.
 */
import { z } from 'zod';
import { PORTAL_DRAFT_BYTES, PORTAL_DRAFT_S } from '../../config/limits.ts';
import { type Collection, ConflictError } from '../storage/collection.ts';
import type { Draft } from './collections.ts';
import type { Vault } from './vault.ts';

/** Fields as typed; no file, no secret. */
export type Typed = Readonly<Record<string, string>>;

/** Which page of which browser, and whose account. */
export interface DraftPlace {
  /** Value of the browser's cookie. */
  readonly browser: string;
  /** Path of the page, without query. */
  readonly page: string;
  /** Account of the person who logged in. */
  readonly sub: string;
}

export interface Drafts {
  /** Keeps it, in place of an earlier one. @throws RangeError more than PORTAL_DRAFT_BYTES */
  keep(place: DraftPlace, typed: Typed, now: number): Promise<void>;
  /** What was kept; undefined when there is nothing, or it is too old or another's. */
  read(place: DraftPlace, now: number): Promise<Typed | undefined>;
  /** The task is done. */
  drop(place: DraftPlace): Promise<void>;
}

const sealedDraft = z.object({ sub: z.string(), typed: z.record(z.string(), z.string()) });

/** Drafts over their collection. */
export function createDrafts(collection: Collection<Draft>, vault: Vault): Drafts {
  const idOf = ({ browser, page }: DraftPlace): string =>
    vault.mark('draft', `${vault.mark('browser', browser)} ${page}`);
  return {
    async keep(place, typed, now) {
      if (Buffer.byteLength(JSON.stringify(typed)) > PORTAL_DRAFT_BYTES)
        throw new RangeError('a draft is too long');
      const sealed = await vault.seal({ sub: place.sub, typed });
      const draft = { id: idOf(place), sealed, expiresAt: now + PORTAL_DRAFT_S * 1000 };
      try {
        await collection.insert(draft);
      } catch (error) {
        if (!(error instanceof ConflictError)) throw error;
        await collection.update(draft.id, () => draft);
      }
    },
    async read(place, now) {
      const draft = await collection.get(idOf(place));
      if (!draft || draft.expiresAt <= now) return undefined;
      const { sub, typed } = sealedDraft.parse(await vault.unseal(draft.sealed));
      return sub === place.sub ? typed : undefined;
    },
    drop: (place) => collection.delete(idOf(place)),
  };
}
