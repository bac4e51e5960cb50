// A set of those who serve instead of slots, a second file for the workers, and one promise chain for all reloads.
import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import '#given/listen-error.ts';
import { firstDelay } from '#given/restarts.ts';
import { shutdownTimeout, startTimeout } from '#given/timeouts.ts';
import type { Order } from '#given/worker.ts';
import { workerCount } from '#given/worker-count.ts';

/** The workers that are meant to serve: whoever else lives is about to leave. */
const current = new Set<Worker>();
const all = () => Object.values(cluster.workers ?? {}) as Worker[];
let stopping = false;
let failed = false;
let last = Promise.resolve();
let queued = 0;

cluster.setupPrimary({ exec: fileURLToPath(new URL('service.ts', import.meta.url)) });
for (let i = 0; i < workerCount; i++) current.add(cluster.fork());

cluster.on('fork', (worker) => worker.on('error', () => {}));
cluster.on('listening', (worker) => stopping && tell(worker, 'drain'));
cluster.on('message', (_worker, report) => (failed ||= stopping && report?.cut > 0));
cluster.on('exit', async (worker) => {
  leave();
  if (stopping || !current.delete(worker)) return;
  await sleep(firstDelay);
  if (!stopping) current.add(cluster.fork());
});
cluster.on('disconnect', leave);

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stop);
process.on('SIGHUP', () => {
  if (queued === 2) return; // one is under way, and one more is to come: it will see what this one wants
  queued++;
  last = last.then(reload).finally(() => queued--);
});

async function reload(): Promise<void> {
  const before = [...current];
  for (const old of before) {
    if (stopping) return;
    const next = cluster.fork();
    const outcome = await Promise.race([
      once(next, 'listening').then(() => 'listens'),
      once(next, 'exit').then(() => 'has ended'),
      sleep(startTimeout, 'does not listen', { ref: false }),
    ]);
    if (stopping) return;
    if (outcome !== 'listens') {
      console.error(`Reload given up: worker ${next.process.pid} ${outcome}`);
      next.process.kill();
      return;
    }
    current.add(next);
    current.delete(old);
    tell(old, 'retire');
    old.once('listening', () => tell(old, 'retire'));
    setTimeout(() => tell(old, 'cut'), shutdownTimeout).unref();
  }
}

function stop(): void {
  const order = stopping ? 'cut' : 'drain';
  stopping = true;
  for (const worker of all()) tell(worker, order);
  setTimeout(() => all().forEach((worker) => tell(worker, 'cut')), shutdownTimeout).unref();
}

function tell(worker: Worker, order: Order): void {
  worker.send(order, () => {});
}

function leave(): void {
  if (stopping && all().length === 0) process.exit(failed ? 1 : 0);
}
