/** Stopping a server without breaking an answer. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { DRAIN_S } from '../../config/limits.ts';

/**
 * Returns the function that stops the server: no new connection, `Connection: close` on every answer
 * still to be made (a plain `close()` would wait for keep-alive connections), and after `seconds`
 * what is left is cut. Must be called before the server listens.
 */
export function drainable(server: Server, seconds: number = DRAIN_S): () => Promise<void> {
  const open = new Set<ServerResponse>();
  let isDraining = false;
  server.prependListener('request', (_request: IncomingMessage, response: ServerResponse) => {
    if (isDraining) askToClose(response);
    open.add(response);
    response.once('close', () => open.delete(response));
  });
  let stopped: Promise<void> | undefined;
  return () => {
    stopped ??= new Promise((resolve) => {
      isDraining = true;
      open.forEach(askToClose);
      const cut = setTimeout(() => {
        server.closeAllConnections();
      }, seconds * 1000);
      server.close(() => {
        clearTimeout(cut);
        resolve();
      });
      server.closeIdleConnections();
    });
    return stopped;
  };
}

function askToClose(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('Connection', 'close');
}
