/** Who asks and over which scheme, also behind proxies that we trust. */
import { BlockList, isIP, isIPv6 } from 'node:net';
import type { Context, Middleware } from 'koa';

/**
 * Sets `ctx.ip`, `ctx.protocol` and `ctx.secure` from the socket, or from X-Forwarded-For and
 * -Proto when the peer is a trusted proxy (addresses or CIDR blocks, checked by the settings).
 * The headers are then removed or replaced by what was believed, so that no library downstream
 * believes more.
 */
export function readClientAddress(trustedProxies: readonly string[]): Middleware {
  const trusted = blockList(trustedProxies);
  return async (ctx, next) => {
    const peer = plainAddress(ctx.socket.remoteAddress ?? '');
    const isTrusted = isIn(trusted, peer);
    const address = isTrusted ? forwardedAddress(ctx, trusted, peer) : peer;
    const scheme = isTrusted ? lastWord(ctx.get('X-Forwarded-Proto')).toLowerCase() : '';
    for (const name of Object.keys(ctx.req.headers))
      if (name.startsWith('x-forwarded-') || name === 'forwarded')
        Reflect.deleteProperty(ctx.req.headers, name);
    ctx.request.ip = address;
    if (isTrusted) {
      ctx.req.headers['x-forwarded-for'] = address;
      if (scheme === 'https' || scheme === 'http') {
        ctx.req.headers['x-forwarded-proto'] = scheme;
        Object.defineProperty(ctx.request, 'protocol', { value: scheme, configurable: true });
      }
    }
    await next();
  };
}

/** The nearest address in the chain that is no proxy of ours; what stands before it anyone may write. */
function forwardedAddress(ctx: Context, trusted: BlockList, peer: string): string {
  let address = peer;
  for (const hop of ctx.get('X-Forwarded-For').split(',').reverse()) {
    const candidate = plainAddress(hop.trim());
    if (isIP(candidate) === 0) return address;
    address = candidate;
    if (!isIn(trusted, candidate)) return address;
  }
  return address;
}

function blockList(proxies: readonly string[]): BlockList {
  const list = new BlockList();
  for (const proxy of proxies) {
    const [address = '', bits] = proxy.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}

function isIn(list: BlockList, address: string): boolean {
  const version = isIP(address);
  return version !== 0 && list.check(address, version === 6 ? 'ipv6' : 'ipv4');
}

/** An IPv4 address that came over an IPv6 socket is written as IPv4. */
function plainAddress(address: string): string {
  // Some proxies write the port as well: 203.0.113.7:51234, [2001:db8::1]:51234.
  const bare =
    /^\[([^\]]+)\](?::\d+)?$/.exec(address)?.[1] ?? /^([\d.]+):\d+$/.exec(address)?.[1] ?? address;
  return /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(bare)?.[1] ?? bare;
}

function lastWord(list: string): string {
  return list.split(',').at(-1)?.trim() ?? '';
}
