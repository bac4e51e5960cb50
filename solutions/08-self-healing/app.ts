import cluster, { type Worker } from 'node:cluster';
import { answerOrDie } from '#given/faults.ts';
import { fork, pidOf } from '#given/fork.ts';
import { firstDelay, mostEarlyDeaths, stableAfter } from '#given/restarts.ts';
import { shutdownTimeout } from '#given/timeouts.ts';
import { type Order, type Report, runWorker } from '#given/worker.ts';
import { workerCount } from '#given/worker-count.ts';

if (cluster.isPrimary) runPrimary();
else runWorker(answerOrDie);

function runPrimary(): void {
  const workers = () => Object.values(cluster.workers ?? {}) as Worker[];
  let stopping = false;
  let exitCode = 0;

  for (let i = 1; i <= workerCount; i++) keep(fork());

  cluster.on('listening', (worker) => {
    if (stopping) tell(worker, 'drain'); // when all were told, this one was too young to hear it
  });
  cluster.on('message', (worker, report: Partial<Report> | null) => {
    if (!report?.cut) return; // nothing was cut, or it is no report: libraries send messages too, and so does node --watch
    console.log(`Requests cut off by worker ${worker.process.pid}: ${report.cut}`);
    exitCode = 1;
  });
  cluster.on('exit', (_worker, _code, signal) => {
    if (stopping && signal) exitCode = 1;
    leaveIfAlone();
  });
  cluster.on('disconnect', leaveIfAlone); // a worker is gone, and all that it told is heard, after both events

  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);

  /** Has a new worker take the place of this one when it dies. */
  function keep(worker: Worker, earlyDeathsBefore = 0): void {
    let servesSince = Infinity;
    worker.once('listening', () => (servesSince = performance.now()));
    worker.once('exit', (code, signal) => {
      if (!stopping || signal) console.log(`Worker ${pidOf(worker)} ended (${signal ?? code})`);
      if (stopping) return; // it was told to leave
      const earlyDeaths = performance.now() - servesSince >= stableAfter ? 0 : earlyDeathsBefore + 1;
      if (earlyDeaths > mostEarlyDeaths) return giveUp(earlyDeaths);
      setTimeout(() => stopping || keep(fork(), earlyDeaths), delayAfter(earlyDeaths));
    });
  }

  function giveUp(earlyDeaths: number): void {
    console.error(`Giving up: ${earlyDeaths} workers in a row ended before they had served for ${stableAfter} ms.`);
    exitCode = 1;
    stop();
  }

  function stop(): void {
    if (stopping) return workers().forEach(cutOff); // asked twice: nobody wants to wait
    stopping = true;
    for (const worker of workers()) tell(worker, 'drain');
    setTimeout(() => workers().forEach(cutOff), shutdownTimeout).unref();
    leaveIfAlone(); // in a crash loop there may be none
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

/**
 * How long to wait before the next one starts, in ms. Not at all after a worker that had served long enough. Else twice as long after each
 * death; by chance down to half of that, so that workers that died together don't come back together.
 */
function delayAfter(earlyDeaths: number): number {
  return earlyDeaths === 0 ? 0 : firstDelay * 2 ** (earlyDeaths - 1) * (0.5 + Math.random() / 2);
}
