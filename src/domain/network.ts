/** Which network an address belongs to: who can change addresses inside it cannot guess more. */
import { isIPv4, isIPv6 } from 'node:net';

/** An address as it is counted, and its network. */
export interface NetworkPlace {
  /** IPv4 whole, IPv6 /64: what one household or host is given. */
  readonly address: string;
  /** IPv4 /24, IPv6 /48. */
  readonly network: string;
}

/** Where an address stands. What is no address is counted as one of its own. */
export function placeOf(text: string): NetworkPlace {
  const address = text.replace(/%.*$/, '').toLowerCase();
  if (isIPv4(address)) return placeOfV4(address.split('.'));
  if (!isIPv6(address)) return { address: text, network: text };
  const groups = groupsOf(address);
  const mapped = mappedV4(groups);
  if (mapped) return placeOfV4(mapped);
  return {
    address: `${groups.slice(0, 4).join(':')}::/64`,
    network: `${groups.slice(0, 3).join(':')}::/48`,
  };
}

function placeOfV4(parts: readonly string[]): NetworkPlace {
  return { address: parts.join('.'), network: `${parts.slice(0, 3).join('.')}.0/24` };
}

/** All eight groups, without leading zeros; the URL parser writes the address in one form only. */
function groupsOf(address: string): string[] {
  const canonical = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0');
  return [...left, ...zeros, ...right];
}

/** The IPv4 address in `::ffff:a.b.c.d`, which is how a socket of both families names it. */
function mappedV4(groups: readonly string[]): readonly string[] | undefined {
  if (groups.slice(0, 5).some((group) => group !== '0') || groups[5] !== 'ffff') return undefined;
  return groups.slice(6).flatMap((group) => {
    const value = Number.parseInt(group, 16);
    return [String(value >> 8), String(value & 0xff)];
  });
}
