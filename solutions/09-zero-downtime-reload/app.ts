import cluster, { type Worker } from 'node:cluster';
import { fork, pidOf } from '#given/fork.ts';
import '#given/listen-error.ts'; // a PORT that is malformed or taken is told once, and ends the program
import { firstDelay, mostEarlyDeaths, stableAfter } from '#given/restarts.ts';
import { shutdownTimeout, startTimeout } from '#given/timeouts.ts';
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
  let reloading = false;
  let reloadAgain = false;
  let newcomer: Worker | undefined; // of a reload: it is in no slot yet

  for (const slot of slots) fill(slot, fork());

  cluster.on('listening', (worker) => {
    if (stopping) tell(worker, 'drain'); // when all were told, this one was too young to hear it
  });
  cluster.on('message', (worker, report: Partial<Report> | null) => {
    if (!report?.cut) return; // nothing was cut, or it is no report: libraries send messages too, and so does node --watch
    console.log(`Requests cut off by worker ${worker.process.pid}: ${report.cut}`);
    if (stopping) exitCode = 1;
  });
  cluster.on('exit', (worker, _code, signal) => {
    if (stopping && signal && worker !== newcomer) exitCode = 1;
    leaveIfAlone();
  });
  cluster.on('disconnect', leaveIfAlone); // a worker is gone, and all that it told is heard, after both events

  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('SIGHUP', () => void reload());

  /** Replaces every worker, one at a time. Asked for in the meantime, it begins once more: the file may have changed again. */
  async function reload(): Promise<void> {
    if (stopping) return;
    reloadAgain = reloading;
    if (reloading) return;
    reloading = true;
    do {
      reloadAgain = false;
      for (const slot of slots) if (!(await renew(slot))) break;
    } while (reloadAgain);
    reloading = false;
  }

  /** Starts a worker and, once it listens, has the one before it leave. False if that can't be done. */
  async function renew(slot: Slot): Promise<boolean> {
    const next = (newcomer = fork());
    const fault = await faultOf(next);
    if (stopping) return false;
    if (fault) {
      console.error(`Reload given up: the new worker ${pidOf(next)} ${fault}. The old ones stay.`);
      letGo(next);
      return false;
    }
    newcomer = undefined;
    const old = slot.worker as Worker; // not before: it may have died and been replaced in the meantime
    fill(slot, next, 0, performance.now());
    tell(old, 'retire');
    old.once('listening', () => tell(old, 'retire')); // it may still be starting, and hear nothing yet
    setTimeout(() => cutOff(old), shutdownTimeout).unref();
    console.log(`Worker ${next.process.pid} takes over from worker ${pidOf(old)}`);
    return true;
  }

  /** Ends a worker that doesn't listen. Should it have begun to at this moment, it drains. */
  function letGo(worker: Worker): void {
    worker.process.kill('SIGTERM');
    setTimeout(() => cutOff(worker), shutdownTimeout).unref();
  }

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
    reloadAgain = false;
    for (const worker of workers()) tell(worker, 'drain');
    newcomer?.process.kill('SIGTERM'); // it serves nobody
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

/** Waits until a worker listens, or until it is known why it won't. */
function faultOf(worker: Worker): Promise<string | undefined> {
  return new Promise((resolve) => {
    worker.once('listening', () => resolve(undefined));
    worker.once('exit', (code, signal) => resolve(`ended (${signal ?? code}) before it listened`));
    setTimeout(() => resolve(`does not listen after ${startTimeout} ms`), startTimeout).unref();
  });
}

/**
 * How long to wait before the next one starts, in ms. Not at all after a worker that had served long enough. Else twice as long after each
 * death; by chance down to half of that, so that workers that died together don't come back together.
 */
function delayAfter(earlyDeaths: number): number {
  return earlyDeaths === 0 ? 0 : firstDelay * 2 ** (earlyDeaths - 1) * (0.5 + Math.random() / 2);
}
