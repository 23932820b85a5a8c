/** Ways in which a request goes wrong, chosen by a seed: the same seed makes the same requests. */
import { gzipSync } from 'node:zlib';
import type { RawRequest } from './raw-http.ts';

/** A number from 0 to below the bound. */
export type Dice = (bound: number) => number;

/** mulberry32. */
export function diceOf(seed: number): Dice {
  let state = seed >>> 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * bound);
  };
}

/** What is asked when nothing goes wrong. */
export interface Target {
  readonly name: string;
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** In the query for GET, a form for POST. */
  readonly fields: Readonly<Record<string, string>>;
}

type Pairs = readonly (readonly [string, string])[];
/** Names and values already escaped, so that they may be no UTF-8. */
type Change = (pairs: Pairs, dice: Dice) => Pairs;

const FORM = 'application/x-www-form-urlencoded';
const ODD = [
  ...['', '+', '-1', '0', '1e309', 'NaN', 'null', 'true', '%5B%5D', '%7B%7D', '%22'],
  ...['%7B%22%24gt%22%3A%22%22%7D', '%27+OR+1%3D1--', '%3Cscript%3E', '..%2F..%2Fetc%2Fpasswd'],
  ...[
    '%F0%9F%98%80',
    '%E2%80%AE',
    'http%3A%2F%2F%5B%3A%3A1',
    'javascript%3Ax',
    'urn%3Ax',
    'x'.repeat(3000),
  ],
];
const BROKEN = ['%FF%FE', '%C0%AF', '%ED%A0%80', '%E2%82', '%', '%zz', '\u00ff\u00fe'];
const CONTROLS = ['%00', 'a%00b', '%07', '%1B%5B2J', '%7F', '%0D%0ASet-Cookie%3A+x%3D1', '%08'];
const PROTOTYPES = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'];
const TYPES = [
  'application/json',
  'text/plain',
  'multipart/form-data; boundary=x',
  'x',
  `${FORM}; charset=utf-16`,
];
const METHODS = ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'PROPFIND', 'GET', 'POST', 'TRACE'];
const AUTHORIZATIONS = [
  'Basic !!!',
  'Basic Og==',
  'Bearer',
  'Bearer a.b.c',
  'DPoP x',
  'Bearer \u00ff',
  'Digest x',
];
const ACCEPTS = ['text/html', 'application/json', '*/*', 'image/png', 'x', 'text/html;q=x'];

const pick = <T>(from: readonly T[], dice: Dice): T => {
  const one = from[dice(from.length)];
  if (one === undefined) throw new Error('nothing to pick from');
  return one;
};
/** Changes the value of one field. */
const withValue =
  (values: readonly string[]): Change =>
  (pairs, dice) => {
    const at = dice(pairs.length);
    return pairs.map(([name, value], index) => [name, index === at ? pick(values, dice) : value]);
  };

const CHANGES: readonly Change[] = [
  () => [],
  (pairs, dice) => pairs.toSpliced(dice(pairs.length), 1),
  (pairs, dice) => [...pairs, pick(pairs, dice)],
  (pairs, dice) => [...pairs, [pick(pairs, dice)[0], pick(ODD, dice)]],
  withValue(ODD),
  withValue(BROKEN),
  withValue(CONTROLS),
  withValue(PROTOTYPES),
  withValue(['x'.repeat(70_000)]),
  (pairs, dice) => [...pairs, [pick(PROTOTYPES, dice), pick(ODD, dice)]],
  (pairs, dice) => [...pairs, [`${pick(PROTOTYPES, dice)}%5Bx%5D`, '1']],
  (pairs, dice) =>
    pairs.map(([name, value]) => [
      `${name}${pick(['%5B%5D', '%5Bx%5D', '.x', '%00'], dice)}`,
      value,
    ]),
  (pairs, dice) => pairs.map(([, value]) => [pick(PROTOTYPES, dice), value]),
  (pairs) => [...pairs, ...Array.from({ length: 300 }, (_, n) => [`f${n}`, 'x'] as const)],
];

/** A request to the target with one thing wrong in its fields, and often another in its frame. */
export function spoil(target: Target, dice: Dice): RawRequest {
  const pairs = Object.entries(target.fields).map(
    ([name, value]) => [encodeURIComponent(name), encodeURIComponent(value)] as const,
  );
  const changed = pairs.length === 0 ? [] : pick(CHANGES, dice)(pairs, dice);
  const text = changed.map(([name, value]) => `${name}=${value}`).join('&');
  const headers = { accept: pick(ACCEPTS, dice), ...target.headers };
  if (target.method === 'GET') {
    // a query travels as ASCII, and a longer one is a matter of the frame
    const query = text.replaceAll(/[\u0080-\u00ff]/g, '%FF').slice(0, 12_000);
    return spoilFrame({ method: 'GET', url: `${target.url}?${query}`, headers }, dice);
  }
  const body = Buffer.from(text, 'latin1');
  return spoilFrame(
    { method: 'POST', url: target.url, headers: { ...headers, 'content-type': FORM }, body },
    dice,
  );
}

function spoilFrame(asked: RawRequest, dice: Dice): RawRequest {
  const { headers, body } = asked;
  const more = (added: Record<string, string>): RawRequest => ({
    ...asked,
    headers: { ...headers, ...added },
  });
  switch (dice(24)) {
    case 0:
      return { ...asked, method: pick(METHODS, dice) };
    case 1:
      return more({ 'x-long': 'x'.repeat(20_000) });
    case 2:
      return {
        ...asked,
        url: `${asked.url}${asked.url.includes('?') ? '&' : '?'}x=${'y'.repeat(9000)}`,
      };
    case 3:
      return more({ authorization: pick(AUTHORIZATIONS, dice) });
    case 4:
      return more({
        cookie: `${headers['cookie'] ?? 'a=b'}; x=%ff; =; __proto__=1; a=${'z'.repeat(500)}`,
      });
    case 5:
      return more({ 'content-type': pick(TYPES, dice) });
    case 6:
      return more({
        'accept-language': '\u00ff;q=9,__proto__',
        'x-forwarded-for': '%00, ::g',
        host: 'a.example',
      });
    case 7:
      return body ? { ...more({ 'content-encoding': 'gzip' }), body: gzipSync(body) } : asked;
    case 8:
      return more({ 'content-type': 'application/json', dpop: 'a.b.c', origin: 'null' });
    case 9:
    case 10:
      return body ? { ...asked, isChunked: true } : asked;
    case 11:
      return { ...asked, url: asked.url.replace('?', '/%2e%2e/%00?') };
    default:
      return asked;
  }
}
