/**
 * An SMS gateway on this machine that speaks the real wire of the SMS API: `POST /sms/json`, Basic
 * authentication, JSON in kebab case. It can be told how to misbehave.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** What the gateway was asked to send, as it came over the wire. */
export interface GatewayRequest {
  readonly from?: string;
  readonly to?: string;
  readonly text?: string;
  readonly ttl?: number;
  readonly 'client-ref'?: string;
}

/** One misbehaviour; each request takes the next one, then all goes well again. */
export type Fault =
  | { readonly http: number }
  /** Status of the SMS API inside a 200. */
  | { readonly status: string }
  | { readonly answerAfterMs: number }
  /** Takes the request and never answers. */
  | 'silence'
  /** Cuts the connection. */
  | 'reset'
  /** 200 with this body, whatever it is. */
  | { readonly body: string; readonly type: string };

export interface FakeGateway {
  readonly url: string;
  /** Requests that were well authenticated, oldest first. */
  readonly requests: readonly GatewayRequest[];
  /** Requests that were answered as accepted. */
  readonly accepted: readonly GatewayRequest[];
  fail(...faults: readonly Fault[]): void;
  stop(): Promise<void>;
}

/** Starts it on a free port with the only account it knows. */
export async function startFakeGateway(key: string, secret: string): Promise<FakeGateway> {
  const requests: GatewayRequest[] = [];
  const accepted: GatewayRequest[] = [];
  const faults: Fault[] = [];
  const basic = `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST' || request.url !== '/sms/json') {
      answer(response, 404, {});
      return;
    }
    if (request.headers.authorization !== basic) {
      answer(response, 401, {});
      return;
    }
    // The kit's own types say what it sends; a wrong shape fails the test's comparison.
    const asked = (await json(request)) as GatewayRequest;
    requests.push(asked);
    const fault = faults.shift();
    if (fault === 'silence') return;
    if (fault === 'reset') return void request.socket.resetAndDestroy();
    if (fault && 'http' in fault) {
      answer(response, fault.http, { title: 'no' });
      return;
    }
    if (fault && 'body' in fault) {
      response.writeHead(200, { 'content-type': fault.type }).end(fault.body);
      return;
    }
    if (fault && 'status' in fault) {
      answer(response, 200, {
        'message-count': '1',
        messages: [{ to: asked.to, status: fault.status, 'error-text': 'no' }],
      });
      return;
    }
    if (fault) await new Promise((resolve) => setTimeout(resolve, fault.answerAfterMs));
    accepted.push(asked);
    answer(response, 200, acceptance(asked, accepted.length));
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a TCP server has one
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    accepted,
    fail: (...more) => void faults.push(...more),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function acceptance(asked: GatewayRequest, count: number): unknown {
  return {
    'message-count': '1',
    messages: [
      {
        to: asked.to,
        'message-id': `GW-${count}`,
        status: '0',
        'remaining-balance': '10.00000000',
        'message-price': '0.07000000',
        network: '22201',
        'client-ref': asked['client-ref'],
      },
    ],
  };
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
