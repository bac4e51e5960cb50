import type { Mistake } from '#workshop/lesson-tests.ts';
import { mostEarlyDeaths, stableAfter } from '#given/restarts.ts';

const killed = 'a killed worker is replaced, and only requests at it are lost';
const however = 'a worker is replaced however it died: by an exception, by exit code 0, by SIGTERM';
const allAtOnce = 'when all are killed at once, all come back, on the same port';
const told = 'told to stop, it forks nobody any more, not even one that is due, and ends with exit code 0';
const crashLoop = `a crash loop: each start waits longer than the one before, and after ${mostEarlyDeaths + 1} early deaths it gives up with one line and exit code 1`;
const jitter = 'jitter: a wait is by chance a part of its whole';
const clears = `a worker that has served for ${stableAfter} ms clears the count`;

const toldToLeave = 'if (stopping) return; // it was told to leave\n';
const early = 'performance.now() - servesSince >= stableAfter ? 0 : earlyDeathsBefore + 1;';
const giveUp = 'if (earlyDeaths > mostEarlyDeaths) return giveUp(earlyDeaths);\n';
const again = 'setTimeout(() => stopping || keep(fork(), earlyDeaths), delayAfter(earlyDeaths));';
const wait = 'firstDelay * 2 ** (earlyDeaths - 1) * (0.5 + Math.random() / 2)';
const leave = 'if (stopping && workers().length === 0)';

export const mistakes: Mistake[] = [
  {
    name: 'only says that a worker died',
    change: [[again, '']],
    fails: killed,
    says: 'nobody takes its place: fork another one on "exit"',
  },
  {
    name: 'forks on disconnect and on exit',
    change: [
      [
        '    let servesSince = Infinity;\n',
        "    let servesSince = Infinity;\n    worker.once('disconnect', () => stopping || keep(fork()));\n",
      ],
    ],
    fails: killed,
    says: 'for one death two are forked',
  },
  {
    name: 'restarts all when one dies',
    change: [[again, `for (const other of workers()) other.process.kill('SIGKILL');\n      ${again}`]],
    fails: killed,
    says: 'one death is no reason to restart the others',
  },
  {
    name: 'ends itself when a worker dies, for others to restart it all',
    change: [[again, 'process.exit(1);']],
    fails: killed,
    says: 'the death of a worker must not end the primary',
  },
  {
    name: 'replaces only what a signal killed',
    change: [[again, `if (signal) ${again}`]],
    fails: however,
    says: 'exit code 1 and no signal',
  },
  {
    name: 'takes exit code 0 for a wish to leave',
    change: [[toldToLeave, 'if (stopping || code === 0) return;\n']],
    fails: however,
    says: 'exit code 0 only says that the worker was content to go',
  },
  {
    name: 'asks exitedAfterDisconnect who wanted it to go',
    change: [[toldToLeave, 'if (stopping || worker.exitedAfterDisconnect) return;\n']],
    fails: however,
    says: 'worker.exitedAfterDisconnect is true. That only tells how it went',
  },
  {
    name: 'catches every exception in the worker and goes on',
    change: [
      [
        'else runWorker(answerOrDie);',
        "else {\n  process.on('uncaughtException', (error) => console.error(error.message));\n  runWorker(answerOrDie);\n}",
      ],
    ],
    fails: however,
    says: 'something in the worker catches what should end it',
  },
  {
    name: 'leaves when no worker is alive, told to or not',
    change: [[leave, 'if (workers().length === 0)']],
    fails: allAtOnce,
    says: 'the primary leaves as soon as no worker is alive',
  },
  {
    name: 'waits with one timer for all',
    change: [
      ['let stopping = false;\n', 'let stopping = false;\n  let timer: NodeJS.Timeout | undefined;\n'],
      [again, `clearTimeout(timer);\n      timer = ${again}`],
    ],
    fails: allAtOnce,
    says: 'two deaths at the same moment are two deaths',
  },
  {
    name: 'watches only the workers of the start',
    change: [[again, 'setTimeout(() => stopping || fork(), delayAfter(earlyDeaths));']],
    fails: killed,
    says: 'only the workers of the start are watched',
  },
  {
    name: 'replaces without a look at stopping',
    change: [
      [toldToLeave, ''],
      [again, 'keep(fork(), earlyDeaths);'],
    ],
    fails: told,
    says: 'a worker that was told to leave has left, and is replaced',
  },
  {
    name: 'forks what was due before the stop',
    change: [[again, 'setTimeout(() => keep(fork(), earlyDeaths), delayAfter(earlyDeaths));']],
    fails: told,
    says: 'its start was due',
  },
  {
    name: 'tops up by setInterval',
    change: [
      [again, ''],
      [giveUp, ''],
      [
        "process.on('SIGTERM', stop);",
        "process.on('SIGTERM', stop);\n  setInterval(() => stopping || workers().length < workerCount && keep(fork()), 50);",
      ],
    ],
    fails: crashLoop,
    says: 'stableAfter ms ends a row',
  },
  {
    name: 'forks at once, for ever',
    change: [
      [giveUp, ''],
      [again, 'keep(fork(), earlyDeaths);'],
    ],
    fails: crashLoop,
    says: 'stableAfter ms ends a row',
  },
  {
    name: 'waits a second each time',
    change: [[wait, '1_000']],
    fails: crashLoop,
    says: 'the wait is the same each time',
  },
  {
    name: 'waits longer by the same amount each time',
    change: [[wait, 'firstDelay * earlyDeaths']],
    fails: crashLoop,
    says: 'stableAfter ms ends a row',
  },
  {
    name: 'never gives up',
    change: [[giveUp, '']],
    fails: crashLoop,
    says: 'nothing gives up',
  },
  {
    name: 'gives up one death too early',
    change: [['earlyDeaths > mostEarlyDeaths', 'earlyDeaths >= mostEarlyDeaths']],
    fails: crashLoop,
    says: 'that is too early',
  },
  {
    name: 'takes a worker that listens for a healthy one',
    change: [[early, 'servesSince < Infinity ? 0 : earlyDeathsBefore + 1;']],
    fails: crashLoop,
    says: 'stableAfter ms ends a row',
  },
  {
    name: 'gives up with exit code 0',
    change: [['    exitCode = 1;\n    stop();', '    stop();']],
    fails: crashLoop,
    says: 'exit code 0 means that all went well',
  },
  {
    name: 'gives up by an exception',
    change: [['return giveUp(earlyDeaths);', 'throw new Error(`Giving up: ${earlyDeaths} early deaths`);']],
    fails: crashLoop,
    says: 'This is a decision',
  },
  {
    name: 'gives up without a word',
    change: [
      ['    console.error(`Giving up: ${earlyDeaths} workers in a row ended before they had served for ${stableAfter} ms.`);\n', ''],
    ],
    fails: crashLoop,
    says: 'who reads the log has to find out why it ended',
  },
  {
    name: 'waits the same time after the same death, in every worker',
    change: [[' * (0.5 + Math.random() / 2)', '']],
    fails: jitter,
    says: 'none is shorter than its whole',
  },
  {
    name: 'adds a few milliseconds by chance',
    change: [['* (0.5 + Math.random() / 2)', '+ Math.random() * 50']],
    fails: jitter,
    says: 'none is shorter than its whole',
  },
  {
    name: 'never clears the count',
    change: [[early, 'earlyDeathsBefore + Number(performance.now() - servesSince < stableAfter || servesSince === Infinity);']],
    fails: clears,
    says: 'deaths are counted that are not in a row',
  },
  {
    name: 'counts all deaths',
    change: [[early, 'earlyDeathsBefore + 1;']],
    fails: clears,
    says: 'deaths are counted that are not in a row',
  },
];
