/** Counting of failures before and after the password is proven (limits.md). */

/** Instants of failures under one key, newest last, with what they concerned. */
export interface Tally {
  /** HMAC of what is counted: existing and unknown serials alike. */
  readonly id: string;
  readonly events: readonly { readonly at: number; readonly what?: string }[];
  readonly expiresAt: number;
}

/** A browser that completed a login: failures of strangers do not lock it out. `id` is an HMAC of its cookie. */
export interface Device {
  readonly id: string;
  readonly accountIds: readonly string[];
  readonly failures: number;
  readonly createdAt: number;
  readonly expiresAt: number;
}
