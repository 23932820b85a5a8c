/** What node refuses before any of our code sees it: the answer says why, instead of nothing. */
import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ErrorCode } from '../domain/errors.ts';

/** By node's error code; anything else is a request that is not HTTP. */
const ANSWERS: Readonly<Record<string, { line: string; error: ErrorCode; message: string }>> = {
  HPE_HEADER_OVERFLOW: {
    line: '431 Request Header Fields Too Large',
    error: 'too_large',
    message: 'The address or a header of the request is too long.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    line: '408 Request Timeout',
    error: 'bad_request',
    message: 'The request did not come whole in time.',
  },
};
const UNREADABLE = {
  line: '400 Bad Request',
  error: 'bad_request',
  message: 'The request cannot be read.',
} as const;

/** Answers such requests with a status and JSON `{ error, message }`, then closes the connection. */
export function answerUnreadable(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (!socket.writable || error.code === 'ECONNRESET') {
      socket.destroy();
      return;
    }
    const { line, ...told } = ANSWERS[error.code ?? ''] ?? UNREADABLE;
    const body = JSON.stringify(told);
    socket.end(
      [
        `HTTP/1.1 ${line}`,
        'Connection: close',
        'Cache-Control: no-store',
        'X-Content-Type-Options: nosniff',
        'Content-Type: application/json; charset=utf-8',
        `Content-Length: ${Buffer.byteLength(body)}`,
        '',
        body,
      ].join('\r\n'),
    );
  });
}
