/** Style, script, fonts and pictures: read once, served from memory, cached by content. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Context, Middleware } from 'koa';
import { ASSET_KEPT_S } from '../../config/limits.ts';

const PREFIX = '/assets/';
const TYPES: Readonly<Record<string, { readonly type: string; readonly isText: boolean }>> = {
  '.css': { type: 'text/css; charset=utf-8', isText: true },
  '.js': { type: 'text/javascript; charset=utf-8', isText: true },
  '.svg': { type: 'image/svg+xml', isText: true },
  '.txt': { type: 'text/plain; charset=utf-8', isText: true },
  '.woff2': { type: 'font/woff2', isText: false },
};

export interface Assets {
  /** Address of a file, such as `/assets/3fa8b2c1d0e4/gass.css`. @throws Error no such file */
  url(name: string): string;
  /** Answers everything under `/assets/`; unknown names fall through. */
  readonly middleware: Middleware;
}

/**
 * The files of a folder (default: the kit's). One hash over all of them stands in the address, so
 * css finds its fonts beside it and browsers may keep each for a year.
 */
export function createAssets(folder: string = path.join(import.meta.dirname, 'assets')): Assets {
  const files = new Map(
    readdirSync(folder)
      .filter((name) => path.extname(name) in TYPES)
      .sort()
      .map((name) => [name, readFileSync(path.join(folder, name))]),
  );
  const hash = createHash('sha256');
  for (const [name, content] of files) hash.update(`${name}\0${content.length}\0`).update(content);
  const base = `${PREFIX}${hash.digest('hex').slice(0, 12)}/`;
  const packed = new Map<string, Promise<Buffer>>();
  return {
    url(name) {
      if (!files.has(name)) throw new Error(`no asset is called ${name}`);
      return base + name;
    },
    middleware: async (ctx, next) => {
      const name = ctx.path.slice(ctx.path.lastIndexOf('/') + 1);
      const content = files.get(name);
      const isCurrent = ctx.path === base + name;
      if (
        !content ||
        !(isCurrent || /^\/assets\/(?:[\da-f]{12}\/)?[^/]+$/.test(ctx.path)) ||
        !isRead(ctx)
      )
        return next() as Promise<void>;
      const kind = TYPES[path.extname(name)];
      ctx.status = 200;
      ctx.type = kind?.type ?? 'application/octet-stream';
      ctx.set(
        'Cache-Control',
        isCurrent ? `public, max-age=${ASSET_KEPT_S}, immutable` : 'no-cache',
      );
      ctx.set('X-Content-Type-Options', 'nosniff');
      ctx.body = kind?.isText === true ? await packedFor(ctx, name, content, packed) : content;
    },
  };
}

/** Text compressed at its first use and kept; the pages themselves never are (BREACH). */
async function packedFor(
  ctx: Context,
  name: string,
  content: Buffer,
  packed: Map<string, Promise<Buffer>>,
): Promise<Buffer> {
  ctx.vary('Accept-Encoding');
  if (ctx.acceptsEncodings('gzip', 'identity') !== 'gzip') return content;
  let small = packed.get(name);
  if (!small) packed.set(name, (small = promisify(gzip)(content, { level: 9 }) as Promise<Buffer>));
  ctx.set('Content-Encoding', 'gzip');
  return small;
}

function isRead(ctx: Context): boolean {
  return ctx.method === 'GET' || ctx.method === 'HEAD';
}
