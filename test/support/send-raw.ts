/** A request as bytes make it: any method, header and body, also what fetch would not send. */
import { request } from 'node:http';
import { text } from 'node:stream/consumers';

/** What came back. */
export interface RawAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** Sends to one server; `path` goes out as it is. */
export function sendRaw(
  base: string,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  bytes?: Buffer | string,
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(new URL(base), { method, path, headers }, (response) => {
      text(response).then(
        (body) =>
          resolve({
            status: response.statusCode ?? 0,
            type: response.headers['content-type'] ?? '',
            body,
          }),
        reject,
      );
    });
    outgoing.on('error', reject);
    outgoing.end(bytes);
  });
}
