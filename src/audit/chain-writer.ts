/**
 * The end of one chain, to which links are added. After a failure nobody knows how much was stored:
 * the writer then looks where the chain really ends before it adds more, so there is neither gap
 * nor fork. The same serves the register, which several processes write: who comes second at a
 * position finds it taken, and looks again.
 */
import { randomUUID } from 'node:crypto';
import type { AuditEvent, AuditHead } from '../domain/audit-event.ts';
import { type Collection, ConflictError } from '../storage/collection.ts';
import { GENESIS, hashOf, isGenuine, isSealed, plainData, positionOf, sealOf } from './chain.ts';

/** What a chain is written with. */
export interface ChainOptions {
  readonly events: Collection<AuditEvent>;
  readonly heads: Collection<AuditHead>;
  /** 32 bytes, base64url. */
  readonly key: string;
}

/** A link to be: what happened, and when. */
export type LinkDraft = Pick<AuditEvent, 'at' | 'kind' | 'subject' | 'data'>;

/** The stored chain does not end as its writer left it: somebody else wrote there. */
export class BrokenChainError extends Error {
  override readonly name = 'BrokenChainError';
}

export class ChainWriter {
  readonly id: string;
  readonly #options: ChainOptions;
  #count = 0;
  #hash = GENESIS;
  #isUncertain = false;

  constructor(options: ChainOptions, id: string) {
    this.#options = options;
    this.id = id;
  }

  get count(): number {
    return this.#count;
  }

  /** Makes the head when it is missing, and goes to the end of what is stored; returns the last link. */
  async resume(): Promise<AuditEvent | undefined> {
    const { heads, events, key } = this.#options;
    await heads.insert(this.#head()).catch((error: unknown) => {
      if (!(error instanceof ConflictError)) throw error;
    });
    const head = await heads.get(this.id);
    if (head && isSealed(key, head)) [this.#count, this.#hash] = [head.count, head.hash];
    await this.#goToEnd();
    const [last] = await events.find({ position: positionOf(this.id, this.#count - 1) });
    return last && isGenuine(key, last) ? last : undefined;
  }

  /** Adds links, all durable when it resolves. After a rejection it is not known how many were stored. */
  async append(drafts: readonly LinkDraft[]): Promise<readonly AuditEvent[]> {
    for (;;) {
      if (this.#isUncertain) await this.#goToEnd();
      const links = this.#link(drafts);
      try {
        this.#isUncertain = true;
        await this.#options.events.insertAll(links);
        this.#isUncertain = false;
        links.forEach((link) => this.#advance(link));
        return links;
      } catch (error) {
        if (!(error instanceof ConflictError && error.field === 'position')) throw error;
      }
    }
  }

  /** Says in the head how far the chain goes; never back. */
  async writeHead(): Promise<void> {
    const head = this.#head();
    await this.#options.heads.update(this.id, (current) =>
      current.count < head.count ? head : current,
    );
  }

  #link(drafts: readonly LinkDraft[]): AuditEvent[] {
    let previous = this.#hash;
    return drafts.map(({ at, kind, subject, data }, n) => {
      const link = {
        id: randomUUID(),
        chain: this.id,
        position: positionOf(this.id, this.#count + n),
        at,
        kind,
        ...(subject === undefined ? {} : { subject }),
        data: plainData(data),
        previous,
      };
      previous = hashOf(this.#options.key, link);
      return { ...link, hash: previous };
    });
  }

  async #goToEnd(): Promise<void> {
    for (;;) {
      const [next] = await this.#options.events.find({
        position: positionOf(this.id, this.#count),
      });
      if (!next) break;
      if (next.previous !== this.#hash || !isGenuine(this.#options.key, next))
        throw new BrokenChainError(`the audit chain is broken at ${next.position}`);
      this.#advance(next);
    }
    this.#isUncertain = false;
  }

  #advance(link: AuditEvent): void {
    this.#count += 1;
    this.#hash = link.hash;
  }

  #head(): AuditHead {
    const head = { id: this.id, count: this.#count, hash: this.#hash, updatedAt: Date.now() };
    return { ...head, seal: sealOf(this.#options.key, head) };
  }
}
