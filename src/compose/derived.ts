/** Keys of processes that share the secrets of one machine. */
import { createHmac } from 'node:crypto';

/** Purpose of the key of a resource server's access log: its process and `npm run audit` use it. */
export function auditPurpose(server: string): string {
  return `${server}-audit`;
}

/** A key for one purpose, so that no two purposes share one: 32 bytes, base64url. */
export function derived(key: string, purpose: string): string {
  return createHmac('sha256', Buffer.from(key, 'base64url')).update(purpose).digest('base64url');
}
