/** Our record behind oidc-provider's Grant: who, for whom, and when it lost force. */
import type { Amr } from './login.ts';

/**
 * A grant never changes its delegation. `payload` is oidc-provider's own model.
 * For tokens of a service itself (client_credentials) `accountId` is absent.
 */
export interface GrantRecord {
  readonly id: string;
  readonly clientId: string;
  readonly accountId?: string;
  readonly sessionUid?: string;
  readonly delegationId?: string;
  /** The grant an exchanged token's grant depends on. */
  readonly parentId?: string;
  /** When the person logged in, and how; of the person who authenticated. */
  readonly authTime?: number;
  readonly amr?: readonly Amr[];
  /** When the PIN was given for this grant; acr pin is claimed for 600 s from it. */
  readonly pinAt?: number;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly revokedAt?: number;
  /** `<epoch>.<index>` in the current status list; unique. */
  readonly statusEntry?: string;
  /** The entry of the epoch before, while its list is still served. */
  readonly previousStatusEntry?: string;
  readonly payload: Readonly<Record<string, unknown>>;
}
