import { check, star } from '#workshop/checks.ts';
import { type Told, count, list } from '#workshop/failure.ts';
import type { Program } from '#workshop/program/program.ts';
import { largeLength } from '#given/echo.ts';
import { forked } from '../cluster.ts';
import { type Cut, type Ending, type Stop, each, keepAliveTimeout, late, orphans, stop, stream, twice, unsent } from './stops.ts';
import type { Reply } from './requests.ts';

const terminated = stop('SIGTERM', 'primary');
const interrupted = stop('SIGINT', 'all');

export const checks = [
  check('on SIGTERM, what is in flight is answered, and what was on its way, with Connection: close', terminated, (stop) =>
    expectAnswers(stop, 'SIGTERM'),
  ),

  check('meanwhile new connections are refused, and idle ones are closed', terminated, expectClosed),

  check('when all is answered it ends, with exit code 0', terminated, expectEnd),

  check('Ctrl-C, which every process hears, does the same', interrupted, async (stop) => {
    await expectAnswers(stop, 'SIGINT');
    await expectClosed(stop);
    await expectEnd(stop);
  }),

  check('the deadline cuts off what is still in flight: a line counts it, and the exit code is 1', late, async (cut) => {
    expectCut(
      cut,
      'SHUTDOWN_TIMEOUT is over and nothing ends what won’t end: the primary needs a timer, and the workers an order to leave at once.',
    );
  }),

  star('a second signal ends it now, with the same line and exit code 1', twice, async (cut) => {
    expectCut(cut, 'the second signal is ignored: whoever asks twice doesn’t want to wait for the deadline.', 'go-further');
  }),

  star(
    'a stream that has begun comes to its end, and its connection is closed then',
    stream,
    async ({ program, reply, continued, closed }) => {
      if (reply?.text !== 'begun, continued') {
        throw program.failure({
          expected: 'the answer to its end: "begun, continued"',
          saw: reply ? JSON.stringify(reply.text) : `the connection broke before its end${tellDeath(program)}`,
          so:
            whyLost(program, 'SIGTERM') ??
            (continued
              ? 'a while after the signal all connections are closed, whatever is on them: closeAllConnections() is for the time when nothing is in flight.'
              : 'what is in flight is more than what has no head yet: an answer that has begun is in flight until its end.'),
          read: 'go-further',
        });
      }
      if (closed !== undefined && closed - reply.received < keepAliveTimeout) return;
      throw program.failure({
        expected: 'its connection to be closed as soon as the answer has come to its end',
        saw: 'it is kept, idle, until the keep-alive timeout',
        so: 'the head of this answer went out before the signal and could not say Connection: close. Its connection is idle only now: close it now.',
        read: 'go-further',
      });
    },
  ),

  star('an answer that is ended and not all sent comes whole', unsent, async ({ program, came }) => {
    const broken = came.findIndex((bytes) => bytes < largeLength);
    if (broken === -1) return;
    throw program.failure({
      expected: `all ${largeLength} bytes of each answer`,
      saw: `${came[broken]} bytes of the ${broken === 0 ? 'first' : 'second'}, and then its connection broke${tellDeath(program)}`,
      so:
        whyLost(program, 'SIGTERM') ??
        (broken === 0
          ? 'the worker’s server takes a connection for idle as soon as response.end() was called on it. So http’s server.close() and closeIdleConnections() break an answer that is not all sent. net’s close() closes no connection.'
          : 'the first came whole, and when it was sent the connection of the second was closed. An answer that is ended stays in inFlight until it is sent, and so long closeIdleConnections() would break it.'),
      read: 'go-further',
    });
  }),

  star('a client that never finishes the head of its request does not hold it up', stream, async ({ program, exit }) => {
    if (exit?.code === 0) return;
    throw program.failure({
      expected:
        'the program to end, with exit code 0, though one client stays connected that has asked nothing, and one that has sent half a head',
      saw: tellExit({ program, exit, left: program.workers }),
      so: exit
        ? 'nothing was cut off: whoever has not asked to the end gets no answer.'
        : 'neither server.close() nor closeIdleConnections() closes a connection on which half a head has come. When nothing is in flight, and a moment has gone by, close them all.',
      read: 'go-further',
    });
  }),

  star('no worker outlives a primary that is killed while they drain', orphans, async ({ program, left }) => {
    if (left.length === 0) return;
    throw program.failure({
      expected: 'no worker to be left',
      saw: `${list(left.map((pid) => program.name(pid)))}, still there, with a request in flight`,
      so: 'after worker.disconnect() Node no longer ends a worker whose channel closes: it takes that for the end of the disconnect. End it by the event "disconnect" of process.',
      read: 'go-further',
    });
  }),
];

async function expectAnswers(stop: Stop, signal: NodeJS.Signals): Promise<void> {
  const { program, before, refused, replies, late, exit } = stop;
  if (before.some((reply) => reply?.connection === 'close')) {
    throw program.failure({
      expected: 'answers that leave their connection open, as long as nobody has asked the program to stop',
      saw: 'before the signal, "Connection: close"',
      so: 'each client has to connect anew for each request, for as long as the program runs. Set the header while a worker drains, and not before.',
    });
  }
  const answered = replies.filter((reply) => reply?.status === 200).length;
  if (answered < replies.length) {
    const early = exit && !forked(program).some((worker) => worker.exit); // it has seen none of them end
    throw program.failure({
      expected: `an answer to each of the ${replies.length} requests that were in flight`,
      saw: `${answered === 0 ? 'none was answered' : `${answered} of them was answered, and then no other`}${tellDeath(program)}`,
      so:
        whyLost(program, signal, exit?.signal) ??
        (replies[0]
          ? 'everything ends as soon as the first worker is gone, and the others still answer. (cluster.disconnect(callback) calls back then.) Wait for the last one.'
          : early
            ? 'the primary ends while its workers still answer, and they end with it. First they leave, then the primary does.'
            : 'a worker ends or closes connections while it still answers on them: neither process.exit() nor closeAllConnections() waits for anybody.'),
    });
  }
  for (const reply of replies) {
    if (reply?.connection === 'close') continue;
    throw program.failure({
      expected: 'Connection: close in the answer to a request that was in flight',
      saw: tellHeader(reply),
      so: refused
        ? 'its client keeps the connection for a next request, and with it the worker. Set the header on each answer in inFlight whose head is not sent yet.'
        : `the workers go on as ever: ${signal} reaches the primary, and the order to drain reaches no server. Servers are in the workers only.`,
    });
  }
  if (late?.connection === 'close') return;
  throw program.failure({
    expected: 'Connection: close in the answer to a request that was on its way when the signal came',
    saw: late ? tellHeader(late) : 'no answer',
    so: late
      ? 'after the signal, requests still come on connections that are open. While a worker drains, each answer is the last one on its connection.'
      : 'its client had been let in, and is turned away: a connection whose request has not all come yet is not idle. Only close those that are.',
  });
}

async function expectClosed({ program, refused, closed }: Stop): Promise<void> {
  if (!refused) {
    throw program.failure({
      expected: 'a fresh connection to be refused while the requests were in flight',
      saw: 'it was accepted, and so was each one after it',
      so: 'only server.close() stops a server from accepting, in each worker, at once. New clients belong to whoever comes next.',
    });
  }
  if (closed === each) return;
  throw program.failure({
    expected: `${count(each, 'idle connection')} to be closed while the requests were in flight`,
    saw: closed === 0 ? 'none was' : `${closed} was`,
    so: 'an idle client has nothing to wait for, and keeps the worker from leaving: http’s own server.close() closes its connection. (net’s close() doesn’t.)',
  });
}

async function expectEnd(stop: Stop): Promise<void> {
  const { program, exit, left } = stop;
  if (exit?.code === 0) return;
  const { so } = whyItStays(stop);
  throw program.failure({
    expected: 'the program to end, with exit code 0, once all was answered',
    saw: tellExit({ program, exit, left }),
    so: exit
      ? 'a signal was asked to end it, and all was answered: that is success, whatever the signal. Anything else is a failure to whoever runs it.'
      : so,
  });
}

/** Who is still there, and what may keep it. */
function whyItStays({ left }: Ending): Pick<Told, 'so'> {
  if (left.length > 0)
    return {
      so: 'a worker lives as long as its channel to the primary is open, even when its server is closed: let it disconnect or exit then.',
    };
  return {
    so: 'no worker is left, and something keeps the primary: a timer that still runs (the deadline’s, unless .unref()), or a count that never comes to its end.',
  };
}

function expectCut({ program, worker, exit, left }: Cut, goesOn: string, read = 'build'): void {
  const line = `Requests cut off by worker ${worker}: ${each}`;
  const said = program.lines.filter((written) => written.startsWith('Requests cut off'));
  const expected = `the line "${line}", and exit code 1`;
  const saw = `${said.length > 0 ? said.map((written) => `"${written}"`).join(', ') : 'no such line'}; ${tellExit({ program, exit, left })}`;
  const fail = (so: string) => program.failure({ expected, saw, so, read });
  if (!exit) throw fail(goesOn);
  if (exit.signal)
    throw fail(
      `the primary was ended by ${exit.signal} itself, and could say nothing: it has to listen for the second one too. (process.once listens once.)`,
    );
  if (said.length === 0) {
    const killed = program.census.processes.get(worker)?.exit?.signal;
    throw fail(
      killed
        ? `the worker was ended by ${killed}, and a process that is killed can’t tell what it leaves. Tell it to cut, and wait for its report.`
        : 'nobody tells what was cut: the worker reports inFlight.size and leaves when that is sent; the primary hears it, writes the line, and leaves after the worker.',
    );
  }
  if (said.length > 1 || said[0] !== line)
    throw fail(
      `the line comes once for each worker that cuts something, and counts its requests: ${each} were in flight. Compare letter by letter.`,
    );
  if (exit.code !== 1) throw fail('requests got no answer, and whoever runs the program is told that all went well.');
}

/** Why requests in flight were cut off, where the way in which processes ended tells. */
function whyLost(program: Program, signal: NodeJS.Signals, primary?: NodeJS.Signals | null): string | undefined {
  if (primary === signal)
    return `nobody in the primary listens for ${signal}, and who doesn’t listen for it is ended by it: process.on('${signal}', …).`;
  const died = workerSignal(program);
  if (died === undefined) return undefined;
  return died === 'SIGINT'
    ? 'Ctrl-C goes to every process of the group: a worker that doesn’t listen for SIGINT ends on the spot, whatever the primary does.'
    : `a worker was ended by ${died}, in the midst of its work. (worker.kill() sends SIGTERM, and some service managers send it to every process: who doesn’t listen for it ends on the spot.)`;
}

/** The signal that ended a worker, if one did. */
function workerSignal(program: Program): NodeJS.Signals | undefined {
  return forked(program).find(({ exit }) => exit?.signal)?.exit?.signal ?? undefined;
}

function tellDeath(program: Program): string {
  const signal = workerSignal(program);
  return signal ? `; a worker was ended by ${signal}` : '';
}

function tellHeader(reply: Pick<Reply, 'connection'> | undefined): string {
  return reply?.connection ? `Connection: ${reply.connection}` : 'no such header';
}

function tellExit({ program, exit, left }: Ending): string {
  if (exit) return exit.signal ? `it was ended by ${exit.signal}` : `it ended with exit code ${exit.code}`;
  return `it goes on: ${list([program.pid, ...left].map((pid) => program.name(pid)))}`;
}
