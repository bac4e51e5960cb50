import cluster, { type Worker } from 'node:cluster';
import http, { type ServerResponse } from 'node:http';
import net from 'node:net';
import { answerOrEcho } from '#given/echo.ts';
import { explainListenError } from '#given/listen-error.ts';
import { port } from '#given/port.ts';
import { shutdownTimeout } from '#given/timeouts.ts';
import { workerCount } from '#given/worker-count.ts';

/** What the primary tells a worker: answer what is in flight, then leave; or leave at once. */
type Order = 'drain' | 'cut';

/** What a worker tells before it leaves at once: how many requests get no answer. */
type Report = { cut: number };

if (cluster.isPrimary) runPrimary();
else runWorker();

/** Forks the workers. Told to stop, it has them leave, and is the last to go. */
function runPrimary(): void {
  const workers = () => Object.values(cluster.workers ?? {}) as Worker[];
  let stopping = false;
  let exitCode = 0;

  for (let i = 1; i <= workerCount; i++) cluster.fork();

  cluster.on('listening', (worker) => {
    if (stopping) tell(worker, 'drain'); // when all were told, this one was too young to hear it
  });
  cluster.on('message', (worker, report: Partial<Report> | null) => {
    if (!report?.cut) return; // nothing was cut, or it is no report: libraries send messages too, and so does node --watch
    console.log(`Requests cut off by worker ${worker.process.pid}: ${report.cut}`);
    exitCode = 1;
  });
  cluster.on('exit', (worker, code, signal) => {
    if (!stopping || signal) console.log(`Worker ${worker.process.pid} ended (${signal ?? code})`);
    if (stopping && signal) exitCode = 1; // nobody knows what it had in flight
    leaveIfAlone();
  });
  cluster.on('disconnect', leaveIfAlone); // a worker is gone, and all that it told is heard, after both events

  // SIGTERM comes from whatever runs services, and often to this process only. Ctrl-C is SIGINT, to the workers as well.
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);

  function stop(): void {
    if (stopping) return workers().forEach(cutOff); // asked twice: nobody wants to wait
    stopping = true;
    for (const worker of workers()) tell(worker, 'drain');
    setTimeout(() => workers().forEach(cutOff), shutdownTimeout).unref();
  }

  function cutOff(worker: Worker): void {
    tell(worker, 'cut');
    setTimeout(() => worker.process.kill('SIGKILL'), 1_000).unref(); // in the midst of a long computation it hears nothing
  }

  function tell(worker: Worker, order: Order): void {
    worker.send(order, () => {}); // with a callback, a worker that has just died is no error
  }

  function leaveIfAlone(): void {
    if (stopping && workers().length === 0) process.exit(exitCode);
  }
}

/** Serves. Told to drain, it answers what is in flight, accepts nothing more, and leaves. */
function runWorker(): void {
  const inFlight = new Set<ServerResponse>();
  let draining = false;
  let patient = true;

  const server = http.createServer((request, response) => {
    inFlight.add(response);
    response.on('close', () => {
      inFlight.delete(response);
      if (draining) hangUp();
    });
    if (draining) response.setHeader('Connection', 'close');
    answerOrEcho(request, response);
  });
  server.on('error', explainListenError);
  server.listen(port, () => console.log(`Worker ${process.pid} started...`));

  process.on('message', (order: Order) => {
    if (order === 'drain') drain();
    if (order === 'cut') cut();
  });
  process.on('SIGTERM', drain);
  process.on('SIGINT', drain); // Ctrl-C: without this line it would end the worker on the spot
  process.on('disconnect', () => process.exit()); // the primary has let it go, or is dead

  function drain(): void {
    if (draining) return;
    draining = true;
    // Nothing new is accepted. After the last connection the primary is asked to let this worker go: it may just be about to hand it one.
    // (http's own close() closes connections too, and breaks answers that are not all sent: see hangUp.)
    net.Server.prototype.close.call(server, () => cluster.worker?.disconnect());
    // A client that keeps its connection alive would keep us alive: this is the last answer on it.
    for (const response of inFlight) if (!response.headersSent) response.setHeader('Connection', 'close');
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

  function cut(): void {
    process.send?.({ cut: inFlight.size } satisfies Report, () => process.exit()); // not before it is sent
  }
}
