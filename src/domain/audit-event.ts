/** One link of an audit chain. `hash` covers everything else and the hash before it. */
export interface AuditEvent {
  /** UUID v4: tells nothing of order. */
  readonly id: string;
  /** One chain per process start; chains name the heads of the chains before them. */
  readonly chain: string;
  /** `<chain>.<n>`, unique; n counts from 0. */
  readonly position: string;
  readonly at: number;
  /** Stable word of what happened. */
  readonly kind: string;
  /** Account id (or fiscal code's owner at a resource server) it concerns, indexed. */
  readonly subject?: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly previous: string;
  readonly hash: string;
}

/** The last link of a chain as far as it was acknowledged: shows that the end was cut off. `id` is the chain. */
export interface AuditHead {
  readonly id: string;
  readonly count: number;
  readonly hash: string;
  readonly updatedAt: number;
  /** HMAC over everything else of the head, with a key outside the database. */
  readonly seal: string;
}
