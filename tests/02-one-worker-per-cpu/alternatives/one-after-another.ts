// Each worker is forked when the one before it listens; the server is made by a class.
import cluster from 'node:cluster';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { answer } from '#given/answer.ts';
import { explainListenError } from '#given/listen-error.ts';
import { port } from '#given/port.ts';
import { workerCount } from '#given/worker-count.ts';

class Worker {
  readonly #server: Server = createServer(answer).on('error', explainListenError);

  async serve(): Promise<void> {
    this.#server.listen({ port });
    await once(this.#server, 'listening');
    process.stdout.write(`Worker ${process.pid} started...\n`);
  }
}

async function runPrimary(): Promise<void> {
  process.stdout.write(`Primary ${process.pid} is running\n`);
  cluster.on('exit', (worker, code, signal) => {
    process.stdout.write(`Worker ${worker.process.pid} ended (${signal ?? code})\n`);
  });
  for (const i of Array(workerCount).keys()) {
    process.stdout.write(`Forking process number ${i + 1}...\n`);
    await once(cluster.fork(), 'listening');
  }
}

await (cluster.isWorker ? new Worker().serve() : runPrimary());
