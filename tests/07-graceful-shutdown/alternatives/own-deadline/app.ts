// Two files, and each worker keeps the deadline itself: it is told how long it has, and told again that it has no time left.
import cluster, { type Worker } from 'node:cluster';
import { fileURLToPath } from 'node:url';
import '#given/listen-error.ts';
import { shutdownTimeout } from '#given/timeouts.ts';
import { workerCount } from '#given/worker-count.ts';

const living = new Set<Worker>();
let left: number | undefined;
let failed = false;

cluster.setupPrimary({ exec: fileURLToPath(new URL('worker.ts', import.meta.url)) });
for (let i = 0; i < workerCount; i++) {
  const worker = cluster.fork();
  living.add(worker);
  worker.on('message', ({ unanswered }) => {
    console.log(`Requests cut off by worker ${worker.process.pid}: ${unanswered}`);
    failed = true;
  });
  // A child process emits 'close' when it has ended and all that it wrote or told has been read.
  worker.process.on('close', () => {
    living.delete(worker);
    if (left !== undefined && living.size === 0) process.exit(failed ? 1 : 0);
  });
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    left = left === undefined ? shutdownTimeout : 0;
    for (const worker of living) worker.process.send({ left }, () => {});
  });
}
