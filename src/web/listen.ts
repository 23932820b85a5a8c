/** Opening a port for an application. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { drainable } from './drain.ts';
import { answerUnreadable } from './unreadable.ts';

/** A server that answers. */
export interface Listening {
  /** `http://<host>:<port>`, IPv6 hosts in brackets. */
  readonly url: string;
  readonly port: number;
  /** Lets answers under way finish (DRAIN_S at most), then resolves; safe to repeat. */
  close(): Promise<void>;
}

/**
 * Listens on a host and port (0: any free one); rejects when the port is taken.
 * `handler` is `app.callback()`.
 */
export async function listen(
  handler: (request: IncomingMessage, response: ServerResponse) => unknown,
  address: { readonly host: string; readonly port: number; readonly drainS?: number },
): Promise<Listening> {
  const server = createServer((request, response) => {
    handler(request, response);
  });
  answerUnreadable(server);
  const close = drainable(server, address.drainS);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(address.port, address.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  // a TCP server that listens has an address object; strings are for pipes
  const { port } = server.address() as AddressInfo;
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  return { url: `http://${host}:${port}`, port, close };
}
