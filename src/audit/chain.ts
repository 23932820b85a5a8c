/** How one link is made, and what it must equal: pure, so that writer and verifier agree by construction. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { AuditEvent, AuditHead } from '../domain/audit-event.ts';

/** The hash before the first link of a chain. */
export const GENESIS = '';

/** HMAC-SHA256 over everything of a link but its hash, base64url. */
export function hashOf(key: string, event: Omit<AuditEvent, 'hash'>): string {
  const { id, chain, position, at, kind, subject, data, previous } = event;
  return hmac(key, canonical({ id, chain, position, at, kind, subject, data, previous }));
}

/** HMAC-SHA256 over a head's count and hash. */
export function sealOf(key: string, head: Pick<AuditHead, 'id' | 'count' | 'hash'>): string {
  return hmac(key, canonical({ head: head.id, count: head.count, hash: head.hash }));
}

/** Where a link stands: chain and number. */
export function positionOf(chain: string, n: number): string {
  return `${chain}.${n}`;
}

/** Compares two hashes without telling by time where they differ. */
export function isSame(left: string, right: string): boolean {
  const a = Buffer.from(left);
  const b = Buffer.from(right);
  return a.length === b.length && timingSafeEqual(a, b);
}

/** JSON with sorted keys and without undefined members: the same text whatever engine stored it. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((one) => canonical(one ?? null)).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`);
  return `{${members.join(',')}}`;
}

function hmac(key: string, text: string): string {
  return createHmac('sha256', Buffer.from(key, 'base64url')).update(text).digest('base64url');
}
