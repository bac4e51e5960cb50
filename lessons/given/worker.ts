// Given from self-healing on: the worker of graceful-shutdown. It also knows how to make room for its successor: see zero-downtime-reload.
import type { RequestListener } from 'node:http';
import { createLeavingServer } from './leaving-server.ts';
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
  const { server, inFlight, retire, drain } = createLeavingServer(handler);
  server.on('error', explainListenError);
  server.listen(port, () => console.log(`Worker ${process.pid} started...`));

  const orders = new Map<unknown, () => void>(Object.entries({ drain, retire, cut } satisfies Record<Order, () => void>));
  process.on('message', (order) => orders.get(order)?.()); // what is no order is passed over: libraries send messages too
  process.on('SIGTERM', drain);
  process.on('SIGINT', drain);
  process.on('SIGHUP', () => {}); // a terminal that is closed tells every process: it is for the primary to act on
  process.on('disconnect', () => process.exit());

  function cut(): void {
    process.send?.({ cut: inFlight.size } satisfies Report, () => process.exit());
  }
}
