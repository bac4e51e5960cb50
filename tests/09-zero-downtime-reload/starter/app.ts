import cluster, { type Worker } from 'node:cluster';
import { fork, pidOf } from '#given/fork.ts';
import '#given/listen-error.ts'; // a PORT that is malformed or taken is told once, and ends the program
import { firstDelay, mostEarlyDeaths, stableAfter } from '#given/restarts.ts';
import { shutdownTimeout } from '#given/timeouts.ts'; // you will need startTimeout too
import type { Order, Report } from '#given/worker.ts';
import { workerCount } from '#given/worker-count.ts';

/** A place for one worker. A worker that is in no slot any more was told to leave, and is not replaced when it ends. */
type Slot = { worker?: Worker };

if (cluster.isPrimary) runPrimary();
else await import('./service.ts'); // in the workers only, so that each new one runs the file as it is by then

function runPrimary(): void {
  const workers = () => Object.values(cluster.workers ?? {}) as Worker[];
  const slots: Slot[] = Array.from({ length: workerCount }, () => ({}));
  let stopping = false;
  let exitCode = 0;

  for (const slot of slots) fill(slot, fork());

  cluster.on('listening', (worker) => {
    if (stopping) tell(worker, 'drain'); // when all were told, this one was too young to hear it
  });
  cluster.on('message', (worker, report: Partial<Report> | null) => {
    if (!report?.cut) return; // nothing was cut, or it is no report: libraries send messages too, and so does node --watch
    console.log(`Requests cut off by worker ${worker.process.pid}: ${report.cut}`);
    if (stopping) exitCode = 1;
  });
  cluster.on('exit', (_worker, _code, signal) => {
    if (stopping && signal) exitCode = 1;
    leaveIfAlone();
  });
  cluster.on('disconnect', leaveIfAlone); // a worker is gone, and all that it told is heard, after both events

  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);

  // TODO On SIGHUP renew the slots, one after the other: fork a worker, wait until it listens, put it into the slot with `fill`, and tell
  //      the old one to 'retire'.

  // TODO A new worker that ends before it listens, or doesn't listen within startTimeout, is given up, and the reload with it. The old ones
  //      stay. Say so in one line on standard error, and let the new worker go:
  //        Reload given up: <why>

  // TODO ★ When shutdownTimeout is over, cut off the old one.
  //      SIGHUP during a reload: when it is done, begin once more. SIGTERM during a reload: nobody else is started.
  //      An old worker that is still starting hears nothing yet: tell it once more when it listens.

  /** Puts a worker into a slot, and another one in its place when it dies. One that listens already has served since `servesSince`. */
  function fill(slot: Slot, worker: Worker, earlyDeathsBefore = 0, servesSince = Infinity): void {
    slot.worker = worker;
    worker.once('listening', () => (servesSince = performance.now()));
    worker.once('exit', (code, signal) => {
      const leaves = stopping || slot.worker !== worker; // it was told to
      if (!leaves || signal) console.log(`Worker ${pidOf(worker)} ended (${signal ?? code})`);
      if (leaves) return;
      const earlyDeaths = performance.now() - servesSince >= stableAfter ? 0 : earlyDeathsBefore + 1;
      if (earlyDeaths > mostEarlyDeaths) return giveUp(earlyDeaths);
      setTimeout(() => {
        if (!stopping && slot.worker === worker) fill(slot, fork(), earlyDeaths);
      }, delayAfter(earlyDeaths));
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
