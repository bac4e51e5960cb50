import { type Told, count, list } from '../failure.ts';
import type { NoAnswer } from './clients.ts';
import type { Excess, Exit, Launched } from './launch.ts';
import { placeIn } from './source.ts';

/** Why a program does not serve on its port, from how its start went. */
export function explainStart(launched: Launched): Told {
  const { start, port, census } = launched;
  const expected = `a server on port ${port}, as PORT says`;
  switch (start.state) {
    case 'elsewhere':
      return {
        expected,
        saw: `it listens on ${list(start.places)}`,
        so: whyElsewhere(start.places, port),
      };
    case 'stopped':
      return explainEnd(launched) as Told;
    case 'busy':
      // On a busy machine a program that forks without end is stopped by the clock before it is by its number of processes.
      if (census.spawners.size > 1) return explainExcess(launched, { of: 'processes', amount: census.spawned });
      if (respawns(launched) > 2) {
        const saw = `${count(respawns(launched), 'process')} that ended, and no end of it`;
        return { expected, saw, so: whyRespawning(launched) };
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
        saw: `${count(census.alive.length, 'process')}, and none listens on any port${launched.stderr.lines.length > 0 ? lastWords(launched) : ''}`,
        so: causeOf(launched) ?? 'nothing calls server.listen, or what should call it never runs.',
        ...explainDeath(launched),
      };
  }
}

function whyElsewhere(places: readonly string[], port: number): string {
  if (places.some((place) => place.startsWith(`port ${port} of`))) {
    return 'that host is another one than 127.0.0.1, where the clients come. Listen on the port alone, and every host is meant.';
  }
  if (places.every((place) => place.startsWith('the local socket'))) {
    return 'listen was given a text that is no number, and takes that for the path of a local socket. Give it the port from #given/port.ts.';
  }
  if (places.length > 1) {
    return 'the processes listen on ports of their own. All of them listen on the one from #given/port.ts, as it is, and share it.';
  }
  return 'the port is written into the program. Listen on the one from #given/port.ts.';
}

const grows = 'something grows without end: what is only ever added to, or a loop whose end never comes.';

function explainExcess(launched: Launched, { of, amount }: Excess): Told {
  if (of === 'processes') {
    return {
      expected: 'a program that starts as many processes as it is told',
      saw: `${count(amount, 'process')} started, and no end; they were stopped`,
      so: whyForking(launched, amount),
    };
  }
  if (of === 'megabytes written') {
    const saw = `${amount} MB written on its outputs, so it was stopped`;
    return { expected: 'a program that says a few lines', saw, so: 'a loop writes on and on.' };
  }
  return { expected: 'a program that lives in a little memory', saw: `${amount} MB of it taken, so it was stopped`, so: grows };
}

function whyForking(launched: Launched, amount: number): string {
  const { spawners, spawned } = launched.census;
  if (spawners.size > 1 || amount > spawned) {
    return 'each process forks more: a worker runs this file from its top too. Only the primary may fork, and only as often as it is told.';
  }
  return respawns(launched) > 0 ? whyRespawning(launched) : 'a loop that forks never comes to its end.';
}

/** How many of its processes ended by themselves. */
function respawns({ census }: Launched): number {
  return [...census.processes.values()].filter(({ exit }) => exit).length;
}

function whyRespawning(launched: Launched): string {
  return `each worker ends as soon as it starts, and another is forked in its place: ${causeOf(launched) ?? 'nothing keeps a worker running.'}`;
}

/** A process that does not answer the workshop's question: its event loop never comes back. */
export function explainLoop(): Told {
  return {
    expected: 'a program that comes to rest when it has answered',
    saw: 'a process that is still at work, seconds later, and hears nothing',
    so: 'something loops for ever: a loop whose end never comes keeps the process from everything else. So does a call that blocks, such as execSync or Atomics.wait.',
  };
}

/** How the program ended, if it did. */
export function explainEnd(launched: Launched): Told | undefined {
  const excess = launched.excess();
  if (excess) return explainExcess(launched, excess);
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
          ? 'two processes of your program listen on the same port, and they do not share it. In a cluster only the workers listen, and without the option `exclusive`.'
          : `the port is written into the program, and something else holds it. Listen on the one from #given/port.ts.`,
    };
  }
  return {
    expected,
    saw: `it ended${tellExit(exit)}${lastWords(launched)}`,
    so: causeOf(launched) ?? whyEnded(launched, exit),
  };
}

/** Why the first process ended, where its last words don't tell. */
function whyEnded({ census, pid, stderr }: Launched, { code }: Exit): string {
  const seen = [...census.processes.values()];
  if (code === 13) return awaits;
  if (code === 0 && seen.some(({ isWorker, exit }) => isWorker && exit)) {
    return 'its workers ended first, and a primary ends with its last worker. A worker ends that calls process.exit() or process.disconnect(), or has nothing left to wait for.';
  }
  if (code === 0 && census.processes.get(pid)?.ports.size) {
    return 'it listened, and a server that listens keeps its process running: something calls process.exit(), or closes the server.';
  }
  if (code === 0 && seen.some(({ isWorker }) => isWorker)) {
    return 'its workers have left it, which is what process.disconnect() in a worker does, or it calls process.exit() itself.';
  }
  if (code === 0) return 'nothing kept it running: a process ends when it has nothing left to wait for.';
  return stderr.lines.length > 0 ? 'the last words above say why.' : 'something calls process.exit(), and says nothing about it.';
}

/** No answer, though the program runs. */
export function explainSilence(launched: Launched, { path, code, came }: NoAnswer): Told {
  const expected = `an answer to ${path}`;
  if (came) return { expected: `a whole answer to ${path}`, ...explainHalf(code, came), ...explainDeath(launched) };
  if (code === 'ECONNREFUSED') {
    return {
      expected,
      saw: `nobody listens on port ${launched.port} any more`,
      so: 'something closes the server, or the process ended that listened. server.close() is for the end of a program.',
      ...explainDeath(launched),
    };
  }
  if (code.startsWith('HPE_')) {
    return {
      expected,
      saw: 'bytes that are no HTTP',
      so: 'the server that answers is none of node:http, or something writes to its socket.',
    };
  }
  if (code === 'SILENCE') {
    return {
      expected,
      saw: 'the connection is accepted, and a second later there is no answer, and nobody in the program is at work',
      so: 'some way through the handler never comes to response.end().',
      ...explainDeath(launched), // whoever had the connection may be the one that is gone
    };
  }
  if (code === 'TIMEOUT') {
    return {
      expected,
      saw: 'the connection is accepted, and ten seconds later or more the program is still at work on the answer',
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

/** An answer that began and did not come to its end. */
function explainHalf(code: string, { status, length, promised }: NonNullable<NoAnswer['came']>): Pick<Told, 'saw' | 'so'> {
  const saw = `status ${status}, and ${count(length, 'character')} of the text, `;
  if (code === 'ENDLESS')
    return { saw: `${saw}which is where the workshop stops reading`, so: 'the answer never ends: a loop writes on and on.' };
  const counted = 'leave Content-Length to Node, or give it Buffer.byteLength(text).';
  if (code.startsWith('HPE_')) return { saw: `${saw}and more than Content-Length says`, so: `the length is wrong: ${counted}` };
  if (promised !== undefined && promised > length) {
    return {
      saw: `${saw}while Content-Length says ${promised}`,
      so: `the rest never came: the length is wrong, or the text. If the length: ${counted}`,
    };
  }
  if (code === 'SILENCE' || code === 'TIMEOUT') {
    return { saw: `${saw}and then no end`, so: 'response.write sends a piece, and only response.end() tells that it was the last one.' };
  }
  return {
    saw: `${saw}then the connection broke off (${code})`,
    so: 'the process that answered closed it before its end. response.end() ends an answer.',
  };
}

/** How a process other than the first ended by itself; undefined if none did. A command that was run and came to its end is no matter. */
export function explainDeath(launched: Launched): Pick<Told, 'saw' | 'so'> | undefined {
  const died = [...launched.census.processes.values()].find(
    ({ exit, isForked }) => exit && exit.signal !== 'SIGKILL' && (isForked || exit.code !== 0),
  );
  if (!died) return undefined;
  return {
    saw: `${died.isWorker ? 'worker' : 'process'} ${died.pid} ended${tellExit(died.exit)}${lastWords(launched)}`,
    so:
      causeOf(launched) ??
      (died.exit?.code
        ? `something calls process.exit(${died.exit.code}), and says nothing about it.`
        : 'nothing kept it running: a worker lives as long as it has something to wait for, such as a server that listens.'),
  };
}

/** Node tells it by exit code 13, and some versions by a warning too. */
const awaits =
  'an `await` outside any function waits for what never comes (nobody types here, for one), and nothing else keeps the process running.';

/** What people meet most, and what Node's own words don't say. */
const causes: readonly [words: RegExp, cause: string][] = [
  [
    /Cannot set headers after they are sent/,
    'setHeader comes too late here: the headers went out with writeHead, or with the first piece of the answer. Or this request had its answer already.',
  ],
  [
    /Cannot find module .* imported from \S*[/\\]$|requireStack: \[\]/m,
    'a process is started with a file that is not there. The exec of setupPrimary is looked for from where you are, not beside this file: give its whole path.',
  ],
  [/JavaScript heap out of memory/, grows],
  [/unsettled top-level await/, awaits],
  [/ERR_SERVER_ALREADY_LISTEN/, 'a server listens once: this one does already.'],
  [/ERR_HTTP_HEADERS_SENT/, 'this request had its answer already: a return is missing after it.'],
  [/Cannot find package/, 'an import names a package that is not installed. Node’s own are named with node: in front, such as node:http.'],
  [/ERR_MODULE_NOT_FOUND/, 'an import names a file that is not there. Our own files are named with their ending, .ts.'],
  [
    /EADDRINUSE/,
    'the port is taken already. In a cluster only the workers listen, and they share one port. Without one, only the parent listens.',
  ],
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
    /ERR_IPC_CHANNEL_CLOSED|write EPIPE/,
    'a process was sent something that was gone by then. With a callback, send() tells it of the error, and the sender lives on.',
  ],
  [
    /does not provide an export named 'SCHED_/,
    'only in the primary has `cluster` a SCHED_…, and this import runs in every process. Write cluster.SCHED_….',
  ],
  [
    /EPIPE[^]*'error' event on Worker/,
    'the primary sent something to a worker whose channel was closed: it had ended, or called process.disconnect().',
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
  const telling = lines.filter(
    (line) => !/^\s*(at |\^|}\s*$|\d+: 0x)|^<---|^-----|^\[\d+:|^node:|^\s*triggerUncaught|code: 'ERR_/.test(line),
  );
  return (telling.length > 0 ? telling : lines).slice(-6).map((line) => `  ${line.slice(0, 200)}`);
}
