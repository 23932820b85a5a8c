/** A queued message: never lost, never handed over again after its acknowledgement. */

/** What a message carries. `one_time_code` and `password_half` are secrets. */
export type MessageKind = 'one_time_code' | 'password_half' | 'notice' | 'letter' | 'mail';

/** Where it goes out. */
export type ChannelName = 'sms' | 'mail' | 'letter';

/** State: waiting (dueAt set, no end), leased, or ended (handed over, failed, abandoned). */
export interface Message {
  readonly id: string;
  readonly kind: MessageKind;
  readonly channel: ChannelName;
  readonly accountId: string;
  /** The login attempt a one-time code belongs to. */
  readonly attemptId?: string;
  /** JWE of `{ to, text | letter | mail }`; erased (absent) once ended. */
  readonly sealedBody?: string;
  readonly createdAt: number;
  /** Not handed over by then: abandoned, since what it carries is dead. */
  readonly expiresAt: number;
  /** Next try; absent once ended. */
  readonly dueAt?: number;
  readonly leasedUntil?: number;
  /** Random word of who holds the lease. */
  readonly leaseHolder?: string;
  readonly tries: number;
  readonly handedOverAt?: number;
  readonly failedAt?: number;
  /** Stable word of the last failure. */
  readonly failure?: string;
  /** The gateway's reference of the hand-over; unique. */
  readonly providerRef?: string;
  /** When the sweeper may remove it. */
  readonly removeAt: number;
}
