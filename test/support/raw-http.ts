/** Requests as no library would send them, over node:http, redirects not followed. */
import { Agent, request } from 'node:http';

/** A request, byte by byte where it matters. */
export interface RawRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  /** The body comes in pieces and without its length. */
  readonly isChunked?: boolean;
}

/** What came back; status 0: the connection was closed without an answer. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

const PATIENCE_MS = 20_000;
const agent = new Agent({ keepAlive: true, maxSockets: 16 });

/** Sends it. Rejects when no answer comes in time. */
export function sendRaw(asked: RawRequest): Promise<RawAnswer> {
  const { hostname, port, origin } = new URL(asked.url);
  return new Promise((resolve, reject) => {
    const hasBody = asked.body !== undefined;
    const outgoing = request({
      agent,
      hostname,
      port,
      method: asked.method,
      path: asked.url.slice(origin.length), // as it is: URL would tidy it up
      headers: {
        ...asked.headers,
        ...(hasBody && asked.isChunked !== true
          ? { 'Content-Length': String(asked.body.length) }
          : {}),
      },
    });
    outgoing.setTimeout(PATIENCE_MS, () => outgoing.destroy(new Error('no answer in time')));
    outgoing.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('latin1');
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      });
    });
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      const isClosed = error.code === 'ECONNRESET' || error.code === 'EPIPE';
      // a kept connection that the server closes at this very moment: every client asks again
      if (isClosed && outgoing.reusedSocket) sendRaw(asked).then(resolve, reject);
      else if (isClosed) resolve({ status: 0, headers: {}, text: '' });
      else reject(error);
    });
    if (hasBody && asked.isChunked === true) {
      const half = Math.ceil(asked.body.length / 2);
      outgoing.write(asked.body.subarray(0, half));
      outgoing.end(asked.body.subarray(half));
    } else outgoing.end(asked.body);
  });
}

/** Closes what is kept alive. */
export function closeRaw(): void {
  agent.destroy();
}
