import { type Told, count, list } from '../failure.ts';
import type { NoAnswer } from './clients.ts';
import type { Launched } from './launch.ts';
import { placeIn } from './source.ts';

/** Why a program does not serve on its port, from how its start went. */
export function explainStart(launched: Launched): Told {
  const { start, port, census } = launched;
  const expected = `a server on port ${port}, as PORT says`;
  switch (start.state) {
    case 'elsewhere':
      return {
        expected,
        saw: `it listens on port ${list(start.ports)}`,
        so:
          start.ports.length > 1
            ? 'the processes listen on ports of their own. All of them listen on the one from #given/port.ts, as it is, and share it.'
            : 'the port is written into the program. Listen on the one from #given/port.ts.',
      };
    case 'forking':
      return tellForking(launched, start.processes);
    case 'busy':
      // On a busy machine a program that forks without end is stopped by the clock before it is by its number of processes.
      if (census.spawners.size > 1 || [...census.processes.values()].some(({ exit }) => exit)) {
        return tellForking(launched, census.spawned);
      }
      return {
        expected,
        saw: 'it never comes to rest: a process is still at work, though nobody asked for anything',
        so: 'something loops for ever: a loop whose end never comes keeps the process from everything else.',
      };
    case 'exited':
      return explainEnd(launched) as Told;
    default:
      return {
        expected,
        saw: `${count(census.alive.length, 'process')}, and none listens on any port`,
        so: 'nothing calls server.listen, or what should call it never runs.',
      };
  }
}

function tellForking(launched: Launched, processes: number): Told {
  return {
    expected: `a server on port ${launched.port}, as PORT says`,
    saw: `${count(processes, 'process')} started, and no end; they were stopped`,
    so: whyForking(launched),
  };
}

function whyForking(launched: Launched): string {
  const { spawners, processes } = launched.census;
  if (spawners.size > 1) {
    return 'each process forks more: a worker runs this file from its top too. Only the primary may fork, and only as often as it is told.';
  }
  if (![...processes.values()].some(({ exit }) => exit)) return 'a loop that forks never comes to its end.';
  return `each worker ends as soon as it starts, and another is forked in its place: ${causeOf(launched) ?? 'nothing keeps a worker running.'}`;
}

/** A process that does not answer the workshop's question: its event loop never comes back. */
export function explainLoop(): Told {
  return {
    expected: 'a program that comes to rest when it has answered',
    saw: 'a process that is still at work, seconds later, and hears nothing',
    so: 'something loops for ever: a loop whose end never comes keeps the process from everything else.',
  };
}

/** How the program ended, if it did. */
export function explainEnd(launched: Launched): Told | undefined {
  const exit = launched.exit();
  if (!exit) return undefined;
  const expected = `a server on port ${launched.port}, as PORT says, that goes on running`;
  const taken = /EADDRINUSE.*?:(\d+)\s*$|Port (\d+) is already in use|(another port) than/m.exec(launched.stderr.text);
  if (taken) {
    const port = taken[3] ?? `port ${taken[1] ?? taken[2]}`;
    return {
      expected,
      saw: `it wanted ${port}, which is taken, and ended${tellExit(exit)}`,
      so:
        port === `port ${launched.port}`
          ? 'two processes of your program listen on the same port, and they do not share it. In a cluster only the workers listen.'
          : `the port is written into the program, and something else holds it. Listen on the one from #given/port.ts.`,
    };
  }
  return {
    expected,
    saw: `it ended${tellExit(exit)}${lastWords(launched)}`,
    so:
      causeOf(launched) ??
      (exit.code === 0
        ? 'nothing kept it running: a process ends when it has nothing left to wait for.'
        : launched.stderr.lines.length > 0
          ? 'the last words above say why.'
          : 'nothing failed: something in the program ends it, with process.exit or process.kill.'),
  };
}

/** No answer, though the program runs. */
export function explainSilence(launched: Launched, { path, code }: NoAnswer): Told {
  const expected = `an answer to ${path}`;
  if (code === 'SILENCE') {
    return {
      expected,
      saw: 'the connection is accepted, and a second later there is no answer, and nobody in the program is at work',
      so: 'some way through the handler never comes to response.end().',
    };
  }
  if (code === 'TIMEOUT') {
    return {
      expected,
      saw: 'the connection is accepted, and ten seconds later the program is still at work on the answer',
      so: 'something loops for ever, or does much more than it was asked for.',
    };
  }
  return {
    expected,
    saw: `the connection was closed without an answer (${code})`,
    so: 'the process that had accepted it closed it, or ended.',
    ...explainDeath(launched),
  };
}

/** How a process other than the first ended by itself; undefined if none did. */
export function explainDeath(launched: Launched): Pick<Told, 'saw' | 'so'> | undefined {
  const died = [...launched.census.processes.values()].find(({ exit }) => exit && exit.signal !== 'SIGKILL');
  if (!died) return undefined;
  return {
    saw: `${died.isWorker ? 'worker' : 'process'} ${died.pid} ended${tellExit(died.exit)}${lastWords(launched)}`,
    so:
      causeOf(launched) ??
      'nothing kept it running: a worker lives as long as it has something to wait for, such as a server that listens.',
  };
}

/** What people meet most, and what Node's own words don't say. */
const causes: readonly [words: RegExp, cause: string][] = [
  [/ERR_HTTP_HEADERS_SENT/, 'this request had its answer already: a return is missing after it.'],
  [
    /Cannot find module .* imported from \S*[/\\]$|requireStack: \[\]/m,
    'a process is started with a file that is not there. The exec of setupPrimary is looked for from where you are, not beside this file: give its whole path.',
  ],
  [/ERR_MODULE_NOT_FOUND/, 'an import names a file that is not there. Our own files are named with their ending, .ts.'],
  [/EADDRINUSE/, 'the port is taken already. In a cluster only the workers listen, and they share one port.'],
  [
    /cluster\.(fork|setupPrimary) is not a function/,
    'only the primary has cluster.fork() and setupPrimary(), and a worker runs this line too.',
  ],
  [/cluster\.is(Primary|Worker|Master) is not a function/, 'cluster.isPrimary and isWorker are true or false. Write them without ().'],
  [/cluster\.on is not a function/, "this import leaves half of cluster out. Write import cluster from 'node:cluster'."],
  [/"callback" argument must be of type function/, 'this setTimeout takes a function. The one to await comes from node:timers/promises.'],
  [
    /Bad cluster\.schedulingPolicy/,
    'what cluster.schedulingPolicy holds is no policy, and Node only notices at the first fork. There are cluster.SCHED_RR and cluster.SCHED_NONE.',
  ],
  [
    /does not provide an export named 'SCHED_/,
    'only in the primary has `cluster` a SCHED_…, and this import runs in every process. Write cluster.SCHED_….',
  ],
];

/** Why it ended, as far as its last words tell: what lies behind them, and the learner's own line. */
function causeOf({ file, stderr }: Launched): string | undefined {
  const cause = causes.find(([words]) => words.test(stderr.text))?.[1];
  const where = placeIn(file, stderr.text);
  if (cause) return where ? `${cause} Look at ${where}.` : cause;
  return where && `look at ${where}.`;
}

/** What stands last on standard error. */
function lastWords({ stderr }: Launched): string {
  const lines = stderr.lines.filter((line) => !line.startsWith('Node.js v'));
  return lines.length > 0 ? `, with these last words:\n${shorten(lines).join('\n')}` : ', without a word';
}

function tellExit(exit: { code: number | null; signal: NodeJS.Signals | null } | undefined): string {
  return exit?.signal ? ` by ${exit.signal}` : ` with exit code ${exit?.code}`;
}

/** The words of an error that help: the file's line, the message, no trace of Node's own insides. */
function shorten(lines: string[]): string[] {
  const telling = lines.filter((line) => !/^\s*(at |\^|}\s*$)|^node:|^\s*triggerUncaught|code: 'ERR_/.test(line));
  return (telling.length > 0 ? telling : lines).slice(-6).map((line) => `  ${line.slice(0, 200)}`);
}
