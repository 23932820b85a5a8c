/** Requests as fast as ten connections ask. */
import autocannon from 'autocannon';

/** What was measured. */
export interface Rate {
  readonly perSecond: number;
}

/** Answers a second of one address; any answer but 200 is an error of the bench. */
export async function rate(
  url: string,
  seconds: number,
  request: {
    readonly form?: Readonly<Record<string, string>>;
    readonly headers?: Readonly<Record<string, string>>;
  },
): Promise<Rate> {
  const result = await autocannon({
    url,
    connections: 10,
    duration: seconds,
    method: request.form ? 'POST' : 'GET',
    headers: {
      ...request.headers,
      ...(request.form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
    },
    ...(request.form ? { body: new URLSearchParams(request.form).toString() } : {}),
  });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${url}: ${result.non2xx} refusals, ${result.errors} errors`);
  return { perSecond: result.requests.average };
}

/** The middle value. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
