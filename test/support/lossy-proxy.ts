/** Between a driver and its server: does the command, loses the answer. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A proxy on a port of its own. */
export interface LossyProxy {
  readonly port: number;
  /** The next so many answers to this command are lost, and their connections with them. */
  lose(command: string, answers: number): void;
  /** How many are still to be lost. */
  left(): number;
  close(): Promise<void>;
}

const REPLY_TO = 8;
const OPERATION = 12;
const OP_MSG = 2013;
/** The first field's name in an OP_MSG: after header, flags, kind, length and type. @source MongoDB wire protocol */
const COMMAND = 26;

/** Starts it before the server on `serverPort`. */
export async function startLossyProxy(serverPort: number): Promise<LossyProxy> {
  let doomed = '';
  let left = 0;
  const sockets = new Set<Socket>();
  const proxy = createServer((client) => {
    const server = connect(serverPort, '127.0.0.1');
    const asked = new Map<number, string>();
    const end = (): void => {
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', end).on('close', () => {
        sockets.delete(socket);
        end();
      });
    }
    onMessages(client, (message) => {
      if (message.readInt32LE(OPERATION) === OP_MSG)
        asked.set(
          message.readInt32LE(4),
          message.toString('latin1', COMMAND, message.indexOf(0, COMMAND)),
        );
      server.write(message);
    });
    onMessages(server, (message) => {
      if (left > 0 && asked.get(message.readInt32LE(REPLY_TO)) === doomed) {
        left -= 1;
        end();
      } else client.write(message);
    });
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const address = proxy.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return {
    port: address.port,
    lose(command, answers) {
      doomed = command;
      left = answers;
    },
    left: () => left,
    async close() {
      for (const socket of sockets) socket.destroy();
      proxy.close();
      await once(proxy, 'close');
    },
  };
}

/** Cuts the stream into messages: each begins with its length. */
function onMessages(socket: Socket, handle: (message: Buffer) => void): void {
  let rest = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 4 && rest.length >= rest.readInt32LE(0)) {
      const length = rest.readInt32LE(0);
      handle(rest.subarray(0, length));
      rest = rest.subarray(length);
    }
  });
}
