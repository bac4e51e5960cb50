import { mostEarlyDeaths, stableAfter } from '#given/restarts.ts';
import type { Hints } from '#workshop/lesson-tests.ts';

export const hints: Record<string, Hints> = {
  'a killed worker is replaced, and only requests at it are lost': [
    'Somebody has to notice that a worker is gone. Which process hears of it, and by which event?',
    "worker.once('exit', (code, signal) => …) on each worker that fork() gives, or cluster.on('exit', (worker, code, signal) => …) once for all. Fork there, one for one.",
    'A function keep(worker) that listens for its exit and, unless stopping, calls keep(fork()): so each successor has its successor. In the loop: keep(fork()).',
  ],
  'a worker is replaced however it died: by an exception, by exit code 0, by SIGTERM': [
    'There are many ways to die. Which of them did your primary ask for?',
    'code, signal and worker.exitedAfterDisconnect tell how a worker went. Who wanted it stands in `stopping` alone.',
    "worker.once('exit', () => { if (stopping) return; … fork … }), with no look at code or signal. And nothing in the worker that catches its exceptions.",
  ],
  'when all are killed at once, all come back, on the same port': [
    'Two workers die in the same moment. How many starts are due then, and who remembers them?',
    'Each death has a setTimeout of its own. And process.exit() in the primary has its place in a stop: no worker alive means nothing by itself.',
    'if (stopping && workers().length === 0) process.exit(exitCode), with `stopping` first. No flag and no timer that all deaths share.',
  ],
  'told to stop, it forks nobody any more, not even one that is due, and ends with exit code 0': [
    'A worker that leaves because it was told to ends with an "exit" as well. And what if the signal comes while you wait before a start?',
    'Look at `stopping` twice: when a worker has died, and when the wait before its successor is over.',
    'setTimeout(() => { if (!stopping) keep(fork()); }, delay), and if (stopping) return; at the top of the listener for "exit".',
  ],
  [`a crash loop: each start waits longer than the one before, and after ${mostEarlyDeaths + 1} early deaths it gives up with one line and exit code 1`]:
    [
      'Each new worker has to know how many early deaths came before it, so that the next wait can be longer, and the end can come.',
      'Note performance.now() on the worker’s "listening". On its "exit", compare with stableAfter. The wait is firstDelay * 2 ** (earlyDeaths - 1). More than mostEarlyDeaths: console.error, exitCode = 1, stop().',
      'keep(worker, before): on exit, const earlyDeaths = early ? before + 1 : 0; if (earlyDeaths > mostEarlyDeaths) give up and return; setTimeout(() => stopping || keep(fork(), earlyDeaths), …). A worker that never listened died early.',
    ],
  'jitter: a wait is by chance a part of its whole': [
    'All workers that died together wait equally long. What would set them apart?',
    'Math.random() is a number from 0 to 1. You want one from 0.5 to 1, and a new one for each wait.',
    'Multiply the wait by (0.5 + Math.random() / 2).',
  ],
  [`a worker that has served for ${stableAfter} ms clears the count`]: [
    'In a row: what ends a row?',
    'A worker that dies after it has served for stableAfter: the count of early deaths is 0 then, and no wait is needed.',
    'const earlyDeaths = performance.now() - servesSince >= stableAfter ? 0 : before + 1, where servesSince is Infinity until the worker listens.',
  ],
};
