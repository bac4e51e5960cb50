// A place for a worker is a loop: fork, wait for its end, wait a while, and again.
import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerOrDie } from '#given/faults.ts';
import * as restarts from '#given/restarts.ts';
import { shutdownTimeout } from '#given/timeouts.ts';
import { runWorker } from '#given/worker.ts';
import { workerCount } from '#given/worker-count.ts';

const stopping = new AbortController();

if (cluster.isWorker) runWorker(answerOrDie);
else {
  process.once('SIGTERM', () => stopping.abort()).once('SIGINT', () => stopping.abort());
  stopping.signal.addEventListener('abort', stop);
  void Promise.all(Array.from({ length: workerCount }, fillPlace)).then((reasons) => {
    const reason = reasons.find((text) => text !== undefined);
    if (reason !== undefined) console.error(`Giving up: ${reason}`);
    process.exit(reason === undefined ? 0 : 1);
  });
}

/** Until the program stops. Gives the reason, if it is this place that stops it. */
async function fillPlace(): Promise<string | undefined> {
  for (let early = 0; !stopping.signal.aborted;) {
    const worker = cluster.fork().on('error', ignoreLostWrites);
    const lived = await lifeOf(worker);
    if (stopping.signal.aborted) break;
    early = lived < restarts.stableAfter ? early + 1 : 0;
    if (early > restarts.mostEarlyDeaths) {
      stopping.abort();
      return `the last ${early} workers died within ${restarts.stableAfter} ms.`;
    }
    const whole = early && restarts.firstDelay * Math.pow(2, early - 1);
    await sleep(whole - (Math.random() * whole) / 2, undefined, { signal: stopping.signal }).catch(() => {});
  }
  return undefined;
}

/** How long it has served when it ends, in ms. */
async function lifeOf(worker: Worker): Promise<number> {
  let since: number | undefined;
  worker.once('listening', () => {
    if (stopping.signal.aborted) worker.send('drain', () => {});
    since = Date.now();
  });
  const [code, signal] = (await once(worker, 'exit')) as [number, string | null];
  console.log(`Worker ${worker.process.pid} ended (${signal ?? code})`);
  return since === undefined ? 0 : Date.now() - since;
}

function stop(): void {
  for (const worker of Object.values(cluster.workers!)) worker!.send('drain', () => {});
  setTimeout(() => process.exit(1), shutdownTimeout).unref();
}

function ignoreLostWrites(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
