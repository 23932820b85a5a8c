/** What the courier may log: ids, kinds and stable words; never a recipient, a text or an error's own words. */
import type { Message } from '../domain/message.ts';

export interface DeliveryLogFields {
  readonly messageId?: string;
  readonly kind?: Message['kind'];
  readonly channel?: Message['channel'];
  readonly tries?: number;
  /** Stable word of the failure. */
  readonly word?: string;
}

/** The part of the process's log that delivery needs. */
export interface DeliveryLog {
  info(fields: DeliveryLogFields, event: string): void;
  warn(fields: DeliveryLogFields, event: string): void;
}
