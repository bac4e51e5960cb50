// Given from self-healing on: the worker of graceful-shutdown. It also knows how to make room for its successor: see zero-downtime-reload.
import cluster from 'node:cluster';
import http, { type RequestListener, type ServerResponse } from 'node:http';
import net from 'node:net';
import { explainListenError } from './listen-error.ts';
import { port } from './port.ts';

/**
 * What a primary tells a worker. `drain`: answer what is in flight, then leave. `retire`: the same, and no client may notice.
 * `cut`: leave at once.
 */
export type Order = 'drain' | 'retire' | 'cut';

/** What a worker tells before it leaves at once: how many requests get no answer. */
export type Report = { cut: number };

/** Serves on PORT until the primary has it leave, or is gone. */
export function runWorker(handler: RequestListener): void {
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
  server.on('error', explainListenError);
  server.listen(port, () => console.log(`Worker ${process.pid} started...`));

  const orders: Record<Order, () => void> = { drain, retire, cut };
  process.on('message', (order: Order) => orders[order]());
  process.on('SIGTERM', drain);
  process.on('SIGINT', drain);
  process.on('SIGHUP', () => {}); // a terminal that is closed tells every process: it is for the primary to act on
  process.on('disconnect', () => process.exit());

  /** Accepts nothing more, and says on each answer that it is the last one on its connection. Idle connections stay open for that. */
  function retire(): void {
    if (leaving) return;
    leaving = true;
    for (const response of inFlight) if (!response.headersSent) response.setHeader('Connection', 'close');
    // http's own close() closes idle connections, and on one of them a request may be on its way. The keep-alive timeout closes them.
    net.Server.prototype.close.call(server, () => cluster.worker?.disconnect());
  }

  /** As retire, and idle connections are closed now: nobody comes after this worker who could serve them. */
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

  /** Closes what has nothing in flight. A connection whose request has not all come yet is not idle: it gets a moment, and no more. */
  function hangUp(): void {
    if (inFlight.size === 0 && !patient) server.closeAllConnections();
    else server.closeIdleConnections();
  }

  function cut(): void {
    process.send?.({ cut: inFlight.size } satisfies Report, () => process.exit());
  }
}
