// One count for the whole program: early deaths in a row, whichever workers they are. A timer clears it when a worker has served long enough.
import cluster, { type Worker } from 'node:cluster';
import { answerOrDie } from '#given/faults.ts';
import { fork } from '#given/fork.ts';
import { firstDelay, mostEarlyDeaths, stableAfter } from '#given/restarts.ts';
import { type Order, runWorker } from '#given/worker.ts';
import { workerCount } from '#given/worker-count.ts';

class Primary {
  #state: 'running' | 'stopping' = 'running';
  #earlyDeaths = 0;
  #exitCode = 0;
  readonly #stable = new Set<number>();
  readonly #due = new Set<NodeJS.Timeout>();

  start(): void {
    cluster.on('listening', (worker) => (this.#state === 'stopping' ? this.#tell(worker, 'drain') : this.#watch(worker)));
    cluster.on('exit', (worker) => (this.#state === 'running' ? this.#replace(worker) : this.#leave()));
    cluster.on('disconnect', () => this.#state === 'stopping' && this.#leave());
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => this.#stop());
    for (let n = workerCount; n > 0; n--) fork();
  }

  #watch(worker: Worker): void {
    const timer = setTimeout(() => {
      this.#stable.add(worker.id);
      this.#earlyDeaths = 0;
    }, stableAfter);
    worker.once('exit', () => clearTimeout(timer));
  }

  #replace(worker: Worker): void {
    if (this.#stable.delete(worker.id)) return void fork();
    this.#earlyDeaths += 1;
    if (this.#earlyDeaths > mostEarlyDeaths) {
      process.stderr.write(`Giving up: ${this.#earlyDeaths} early deaths in a row\n`);
      this.#exitCode = 1;
      return this.#stop();
    }
    let wait = firstDelay;
    for (let n = 1; n < this.#earlyDeaths; n++) wait *= 2;
    const timer = setTimeout(
      () => {
        this.#due.delete(timer);
        fork();
      },
      wait * (1 - Math.random() * 0.5),
    );
    this.#due.add(timer);
  }

  #stop(): void {
    this.#state = 'stopping';
    for (const timer of this.#due) clearTimeout(timer);
    for (const id in cluster.workers) this.#tell(cluster.workers[id]!, 'drain');
    this.#leave();
  }

  #tell(worker: Worker, order: Order): void {
    worker.send(order, () => {});
  }

  #leave(): void {
    if (Object.keys(cluster.workers!).length === 0) process.exit(this.#exitCode);
  }
}

if (cluster.isPrimary) new Primary().start();
else runWorker(answerOrDie);
