import { once } from 'node:events';
import http from 'node:http';

/** A request as a process behind a balancer receives it. */
export interface Received {
  /** The port of the process. */
  port: number;
  method: string;
  httpVersion: string;
  headers: http.IncomingHttpHeaders;
  /** The port at the other end of the connection. */
  caller: number;
}

/** The processes behind a balancer, as far as it can see them: servers on ports of their own, which note what they receive. */
export class StandIns {
  /** All requests, in their order. */
  received: Received[] = [];
  /** How many connections were made to each, by port. */
  connections = new Map<number, number>();
  /** Whether a request with POST breaks its connection, as that of a process does which dies at it. */
  breaksAtPost = false;
  readonly #servers = new Map<number, http.Server>();

  /** Starts one on each of these ports. */
  static async start(ports: readonly number[]): Promise<StandIns> {
    const all = new StandIns();
    for (const port of ports) await all.#listen(port);
    return all;
  }

  async #listen(port: number): Promise<void> {
    const server = http.createServer({ keepAliveTimeout: 600_000 }, (request, response) => {
      const { method = '', httpVersion, headers, socket } = request;
      this.received.push({ port, method, httpVersion, headers, caller: socket.remotePort ?? 0 });
      if (method === 'POST' && this.breaksAtPost) socket.destroy();
      else response.end(`${port}\n`);
    });
    server.on('connection', () => this.connections.set(port, (this.connections.get(port) ?? 0) + 1));
    this.#servers.set(port, server);
    await once(server.listen(port, '127.0.0.1'), 'listening');
  }

  /** Forgets what was received until now. */
  forget(): void {
    this.received = [];
    this.connections.clear();
  }

  /** How many requests each received, in the order of the ports. */
  get counts(): number[] {
    return [...this.#servers.keys()].map((port) => this.received.filter((one) => one.port === port).length);
  }

  /** From now on nobody listens on that port, and its connections are closed. */
  async die(port: number): Promise<void> {
    const server = this.#servers.get(port);
    server?.close();
    server?.closeAllConnections();
    if (server?.listening) await once(server, 'close');
  }

  async end(): Promise<void> {
    await Promise.all([...this.#servers.keys()].map((port) => this.die(port)));
  }
}
