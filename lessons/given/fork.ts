// Given from self-healing on: a primary that lives on when a worker can't be started, or what it writes to one gets lost.
import cluster, { type Worker } from 'node:cluster';

/**
 * As `cluster.fork()`, and a worker that can't be started has an 'exit' like any other that dies. The system may have too many processes, or
 * Node's own file is just being replaced. `cluster` tells that by an 'error' alone, which would end the primary unheard.
 */
export function fork(): Worker {
  const worker = cluster.fork();
  worker.once('error', ({ message }) => {
    if (worker.process.pid !== undefined) return;
    console.error(`A worker could not be started: ${message}`);
    worker.process.send ??= () => false; // where no file more may be open (EMFILE) it has not even a channel
    worker.process.emit('exit', worker.process.exitCode, null); // as if it had been there: `cluster` tells it of the worker
  });
  return worker;
}

/** What a worker is called in a line: its pid. One that could not be started has none. */
export function pidOf(worker: Worker): number | string {
  return worker.process.pid ?? '(not started)';
}

// What is written to a worker that has just died gets lost (EPIPE), and its 'exit' tells why. Unheard, the error would end the primary.
cluster.on('fork', (worker) => {
  worker.on('error', (error: NodeJS.ErrnoException) => {
    if (error.syscall !== 'write') throw error;
  });
});
