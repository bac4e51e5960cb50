import cluster, { type Worker } from 'node:cluster';
import { answerOrDie } from '#given/faults.ts';
import { fork, pidOf } from '#given/fork.ts';
import { shutdownTimeout } from '#given/timeouts.ts';
import { type Order, type Report, runWorker } from '#given/worker.ts';
import { workerCount } from '#given/worker-count.ts';
// You will need the three numbers of '#given/restarts.ts' too.

if (cluster.isPrimary) runPrimary();
else runWorker(answerOrDie); // the worker of graceful-shutdown: leave it as it is

function runPrimary(): void {
  const workers = () => Object.values(cluster.workers ?? {}) as Worker[];
  let stopping = false;
  let exitCode = 0;

  // TODO Let another worker take the place of each one that dies, however it died. Those that are told to leave are not replaced.

  // TODO A worker that dies before it has served for `stableAfter` ms has died early. Count in a row, and let each new start wait longer
  //      than the one before. After `mostEarlyDeaths` and one more, tell it in one line on standard error, stop, and end with exit code 1:
  //        Giving up: <why>

  // TODO ★ A worker that has served for so long clears the count. And take each wait by chance from its half to its whole.

  for (let i = 1; i <= workerCount; i++) fork();

  cluster.on('listening', (worker) => {
    if (stopping) tell(worker, 'drain'); // when all were told, this one was too young to hear it
  });
  cluster.on('message', (worker, report: Partial<Report> | null) => {
    if (!report?.cut) return; // nothing was cut, or it is no report: libraries send messages too, and so does node --watch
    console.log(`Requests cut off by worker ${worker.process.pid}: ${report.cut}`);
    exitCode = 1;
  });
  cluster.on('exit', (worker, code, signal) => {
    if (!stopping || signal) console.log(`Worker ${pidOf(worker)} ended (${signal ?? code})`);
    if (stopping && signal) exitCode = 1;
    leaveIfAlone();
  });
  cluster.on('disconnect', leaveIfAlone); // a worker is gone, and all that it told is heard, after both events

  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);

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
