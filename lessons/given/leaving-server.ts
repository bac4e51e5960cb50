// Given from self-healing on: the server of graceful-shutdown, which knows how to leave.
import cluster from 'node:cluster';
import http, { type RequestListener, type Server, type ServerResponse } from 'node:http';
import net from 'node:net';

/** A server, and its ways to leave. Each of them ends a worker of `cluster` when the last connection is closed. */
export interface LeavingServer {
  readonly server: Server;
  /** The answers that have not come to their end. */
  readonly inFlight: ReadonlySet<ServerResponse>;
  /** Accepts nothing more, and says on each answer that it is the last one on its connection. Idle connections stay open for that. */
  retire(): void;
  /** As retire, and idle connections are closed now: nobody comes after this worker who could serve them. */
  drain(): void;
}

/** Makes a server that answers by this handler. It doesn't listen yet. */
export function createLeavingServer(handler: RequestListener): LeavingServer {
  const inFlight = new Set<ServerResponse>();
  let leaving = false;
  let draining = false;
  let patient = true;

  const server = http.createServer((request, response) => {
    inFlight.add(response);
    response.on('close', () => {
      inFlight.delete(response);
      if (draining) hangUp();
    });
    if (leaving) response.setHeader('Connection', 'close');
    void handler(request, response);
  });
  return { server, inFlight, retire, drain };

  function retire(): void {
    if (leaving) return;
    leaving = true;
    for (const response of inFlight) if (!response.headersSent) response.setHeader('Connection', 'close');
    // http's own close() closes connections too: idle ones, on which a request may be on its way, and breaks answers that are not all sent.
    // Here the keep-alive timeout closes those that stay idle.
    net.Server.prototype.close.call(server, () => cluster.worker?.disconnect());
  }

  function drain(): void {
    retire();
    if (draining) return;
    draining = true;
    hangUp();
    setTimeout(() => {
      patient = false;
      hangUp();
    }, 1_000).unref();
  }

  /**
   * Closes what has nothing in flight. A connection whose request has not all come yet is not idle: it gets a moment, and no more.
   * Node takes a connection for idle as soon as its answer is ended, all sent or not. While one is being sent, idle ones stay open too:
   * they hold nobody up.
   */
  function hangUp(): void {
    const sending = [...inFlight].some(({ writableEnded }) => writableEnded);
    if (inFlight.size === 0 && !patient) server.closeAllConnections();
    else if (!sending) server.closeIdleConnections();
  }
}
