import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';

/** A connection that a client keeps open. */
export interface Connection {
  /** Sends one request after another on it: a Manner of clients.ts. */
  readonly agent: http.Agent;
  /** The client's own port. */
  readonly client: number;
  /** Resolves when either side has closed it, with the `performance.now()` of that moment. */
  readonly closed: Promise<number>;
  readonly isClosed: boolean;
  close(): void;
}

/** Connects to 127.0.0.1, and says nothing yet. */
export async function connect(port: number): Promise<Connection> {
  const socket = net.connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.on('error', () => {}); // closed by the other side: `closed` tells
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  agent.createConnection = () => socket;
  return {
    agent,
    client: socket.localPort ?? 0,
    closed: new Promise((resolve) => socket.once('close', () => resolve(performance.now()))),
    get isClosed() {
      return socket.destroyed;
    },
    close: () => socket.destroy(),
  };
}
