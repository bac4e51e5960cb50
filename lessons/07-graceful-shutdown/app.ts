import cluster, { type Worker } from 'node:cluster';
import http, { type ServerResponse } from 'node:http';
import { answerOrEcho } from '#given/echo.ts';
import { explainListenError } from '#given/listen-error.ts';
import { port } from '#given/port.ts';
import { workerCount } from '#given/worker-count.ts';
// You will need `shutdownTimeout` from '#given/timeouts.ts' too.

/** What the primary tells a worker: answer what is in flight, then leave; or leave at once. */
type Order = 'drain' | 'cut';

/** What a worker tells before it leaves at once: how many requests get no answer. */
type Report = { cut: number };

if (cluster.isPrimary) runPrimary();
else runWorker();

function runPrimary(): void {
  /** The workers that are there. */
  const workers = () => Object.values(cluster.workers ?? {}) as Worker[];

  for (let i = 1; i <= workerCount; i++) cluster.fork();

  cluster.on('message', (worker, report: Partial<Report> | null) => {
    if (report?.cut) console.log(`Requests cut off by worker ${worker.process.pid}: ${report.cut}`);
  });

  process.on('SIGTERM', stop); // TODO Ctrl-C: SIGINT has the same meaning.

  function stop(): void {
    for (const worker of workers()) tell(worker, 'drain');
    // TODO end: when the last worker is gone, and not before, end with exit code 0; with 1 if a worker reported that it cut something.
    // TODO deadline: after `shutdownTimeout` ms, tell the workers that are still there to cut.
  }

  function tell(worker: Worker, order: Order): void {
    worker.send(order, () => {}); // with a callback, a worker that has just died is no error
  }
}

function runWorker(): void {
  /** What is not answered yet, or not to the end. */
  const inFlight = new Set<ServerResponse>();

  const server = http.createServer((request, response) => {
    inFlight.add(response);
    response.on('close', () => inFlight.delete(response));
    answerOrEcho(request, response);
  });
  server.on('error', explainListenError); // leave this line as it is
  server.listen(port, () => console.log(`Worker ${process.pid} started...`));

  process.on('message', (order: Order) => {
    if (order === 'drain') drain();
    if (order === 'cut') cut();
  });
  // TODO Ctrl-C: every process hears SIGINT, and ends on the spot unless it listens. Some service managers send SIGTERM to all, too.

  function drain(): void {
    // TODO drain: accept no new connection, close the idle ones, and leave when the last answer is given.
    // TODO drain: each answer from now on says `Connection: close`, whether its request came before or comes now.
  }

  function cut(): void {
    // TODO cut: tell the primary how many requests get no answer, as a `Report`, and leave once that is sent.
  }
}
