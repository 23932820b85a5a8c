/** How one link is made, and what it must equal: pure, so that writer and verifier agree by construction. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { AuditEvent, AuditHead } from '../domain/audit-event.ts';

/** The hash before the first link of a chain. */
export const GENESIS = '';
/** The chain that names every chain; it is one itself. */
export const REGISTER = 'register';
/** First link of a process's chain, and the link of the register that names the chain. */
export const CHAIN_STARTED = 'chain_started';
export const CHAIN_REGISTERED = 'chain_registered';

/** A head as another chain names it. */
export interface NamedHead {
  readonly id: string;
  readonly count: number;
  readonly hash: string;
}

/** HMAC-SHA256 over everything of a link but its hash, base64url. */
export function hashOf(key: string, event: Omit<AuditEvent, 'hash'>): string {
  const { id, chain, position, at, kind, subject, data, previous } = event;
  return hmac(key, canonical({ id, chain, position, at, kind, subject, data, previous }));
}

/** Whether the link is what its writer wrote, where it wrote it. */
export function isGenuine(key: string, event: AuditEvent): boolean {
  return isSame(event.hash, hashOf(key, event));
}

/** HMAC-SHA256 over everything of a head but its seal, base64url. */
export function sealOf(key: string, head: Omit<AuditHead, 'seal'>): string {
  const { id, count, hash, updatedAt } = head;
  return hmac(key, canonical({ head: id, count, hash, updatedAt }));
}

/** Whether the head is what its writer wrote. */
export function isSealed(key: string, head: AuditHead): boolean {
  return isSame(head.seal, sealOf(key, head));
}

/** Where a link stands: chain and number. */
export function positionOf(chain: string, n: number): string {
  return `${chain}.${n}`;
}

/** `data` as every engine gives it back: no undefined, no half characters, no class instances. */
export function plainData(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const wellFormed = (_name: string, value: unknown): unknown =>
    typeof value === 'string' ? value.toWellFormed() : value;
  return JSON.parse(JSON.stringify(data), wellFormed) as Record<string, unknown>; // of an object comes an object
}

/** JSON with sorted keys and without undefined members: the same text whatever engine stored it. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((one) => canonical(one ?? null)).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`);
  return `{${members.join(',')}}`;
}

/** Compares two hashes without telling by time where they differ; what a database holds may be no string. */
function isSame(left: unknown, right: string): boolean {
  if (typeof left !== 'string') return false;
  const a = Buffer.from(left);
  const b = Buffer.from(right);
  return a.length === b.length && timingSafeEqual(a, b);
}

function hmac(key: string, text: string): string {
  return createHmac('sha256', Buffer.from(key, 'base64url')).update(text).digest('base64url');
}
