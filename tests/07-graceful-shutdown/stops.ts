import { once } from 'node:events';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Subject } from '#workshop/checks.ts';
import type { Connection } from '#workshop/program/connection.ts';
import type { Exit } from '#workshop/program/launch.ts';
import type { Program } from '#workshop/program/program.ts';
import { cluster } from '../cluster.ts';
import { type OpenRequest, type Reply, ask, askLarge, begin, beginHead } from './requests.ts';

/** A deadline that no check waits for, in ms: what has not ended without it never will. */
const never = '60000';

/** How long a program may take to end once nothing is left to wait for but a timer of its own, in ms. */
const patience = 6_000;

/** How it ended; undefined if it goes on. */
export interface Ending {
  program: Program;
  exit: Exit | undefined;
  /** The workers that are still there. */
  left: readonly number[];
}

/** What came of a signal while two workers each had a request in flight and an idle connection, and another request was on its way. */
export interface Stop extends Ending {
  /** The answers before the signal, on the idle connections. */
  before: readonly (Reply | undefined)[];
  /** A fresh connection was refused while the requests were in flight. */
  refused: boolean;
  /** The workers' idle connections that were closed while the requests were in flight. */
  closed: number;
  /** The head of the answer to the request that had all come only after the signal. */
  late: Pick<Reply, 'status' | 'connection'> | undefined;
  /** The answers to the requests in flight, one ended after the other. */
  replies: readonly (Reply | undefined)[];
}

/** How many workers a stop has, and how many idle connections; how many requests in flight a cut has. */
export const each = 2;

/** Sends a signal and sees what comes of it. */
export function stop(signal: NodeJS.Signals, to: 'all' | 'primary'): Subject<Stop> {
  return after({ WEB_CONCURRENCY: String(each), SHUTDOWN_TIMEOUT: never }, async (program) => {
    const idle = await connections(program, each);
    const asked = performance.now();
    const before: (Reply | undefined)[] = [];
    for (const connection of idle) before.push(await ask(connection)); // under round robin each worker gets one
    const half = await beginHead(program.port); // before the others, so that its worker has read it when theirs are answered
    const requests = await beginOnEach(program);
    const begun = `began POST /echo on ${requests.length} more`;
    program.note(`asked for / on ${each} connections and kept them, sent half the head of another request, ${begun}`);
    send(program, signal, to);
    const refused = await refuses(program);
    await Promise.race([Promise.all(idle.map(({ closed }) => closed)), program.rest()]);
    const closings = await Promise.all(idle.map(({ isClosed, closed }) => (isClosed ? closed : Infinity)));
    const late = await half.finish();
    const replies: (Reply | undefined)[] = [];
    for (const request of requests) {
      replies.push(await request.end());
      // A worker may leave now. What the primary makes of that comes before the next request's end.
      await program.until(() => isOver(program));
    }
    return {
      before,
      refused,
      closed: closings.filter((at) => at - asked < keepAliveTimeout).length,
      late,
      replies,
      ...(await ending(program)),
    };
  });
}

/** Node's server closes an idle connection by itself after so many milliseconds, not sooner. */
export const keepAliveTimeout = 5_000;

/** What came of two requests that never end. */
export interface Cut extends Ending {
  /** The worker that had them. */
  worker: number;
}

/** Sends SIGTERM to a program whose deadline is near. */
export const late: Subject<Cut> = after({ WEB_CONCURRENCY: '1', SHUTDOWN_TIMEOUT: '300' }, async (program) => {
  const [worker = 0] = program.workers;
  await beginOn(program, each);
  program.note(`began POST /echo on ${each} connections`);
  send(program, 'SIGTERM', 'primary');
  program.note('ended none of them');
  await program.ended(patience);
  return { worker, ...(await ending(program)) };
});

/** Sends Ctrl-C to a program whose deadline is far, and once more when it has stopped accepting. */
export const twice: Subject<Cut> = after({ WEB_CONCURRENCY: '1', SHUTDOWN_TIMEOUT: never }, async (program) => {
  const [worker = 0] = program.workers;
  await beginOn(program, each);
  program.note(`began POST /echo on ${each} connections`);
  send(program, 'SIGINT', 'all');
  await refuses(program);
  program.signal('SIGINT', 'all');
  return { worker, ...(await ending(program)) };
});

/** What came of a request whose answer had begun before the signal, while two clients were connected that never come to the end of a head. */
export interface Stream extends Ending {
  reply: Reply | undefined;
  /** A piece of it came after the signal. */
  continued: boolean;
  /** When its connection was closed; undefined if it was not. */
  closed: number | undefined;
}

/** Sends SIGTERM to every process. */
export const stream: Subject<Stream> = after({ WEB_CONCURRENCY: '1', SHUTDOWN_TIMEOUT: never }, async (program) => {
  await program.connect();
  await beginHead(program.port); // before the other, so that the worker has read it when that is answered
  const [connection] = (await connections(program, 1)) as [Connection];
  const request = await begin(connection);
  await request.say('begun, ');
  program.note(
    'connected once and said nothing, once more and sent half a head, and began POST /echo and got the first piece of its answer',
  );
  send(program, 'SIGTERM', 'all');
  await refuses(program);
  const continued = await request.say('continued');
  await sleep(1_200); // in which the others are given up
  for (let look = 0; look < 2; look++) await program.cpu(); // the timers that were due have run by now
  const reply = await request.end();
  await Promise.race([connection.closed, program.rest()]);
  const closed = connection.isClosed ? await connection.closed : undefined;
  if (closed !== undefined) await program.ended(patience);
  return { reply, continued, closed, ...(await ending(program)) };
});

/** What came of two answers that were ended before the signal, and not all sent: their clients read only after it, one after the other. */
export interface Unsent extends Ending {
  /** The bytes of each that came. */
  came: readonly number[];
}

/** Sends SIGTERM to the primary. */
export const unsent: Subject<Unsent> = after({ WEB_CONCURRENCY: '1', SHUTDOWN_TIMEOUT: never }, async (program) => {
  const answers = await Promise.all((await connections(program, each)).map(askLarge));
  program.note(`asked for /large on ${each} connections and read only the heads of the answers`);
  send(program, 'SIGTERM', 'primary');
  await refuses(program);
  program.note('read one after the other');
  const came: number[] = [];
  for (const answer of answers) {
    came.push(await answer.read());
    await program.cpu(); // whoever answers this has done what it does when an answer is sent
  }
  return { came, ...(await ending(program)) };
});

/** Kills the primary of a program that is draining. */
export const orphans: Subject<Ending> = after({ WEB_CONCURRENCY: '1', SHUTDOWN_TIMEOUT: never }, async (program) => {
  await beginOn(program, 1);
  program.note('began POST /echo');
  send(program, 'SIGTERM', 'primary');
  await refuses(program);
  await program.kill(program.pid);
  return ending(program);
});

/** A program to which something was done, and what came of it. */
function after<T extends Ending>(env: Record<string, string>, act: (program: Program) => Promise<T>): Subject<T> {
  const programs = cluster(env);
  return {
    start: async (file, signal) => {
      const program = await programs.start(file, signal);
      try {
        return await act(program);
      } catch (error) {
        await program.end();
        throw error;
      }
    },
    end: ({ program }) => program.end(),
  };
}

function connections(program: Program, times: number): Promise<Connection[]> {
  return Promise.all(Array.from({ length: times }, () => program.connect()));
}

/** Requests in flight, each on a connection of its own; under round robin the workers get equally many. */
async function beginOn(program: Program, times: number): Promise<OpenRequest[]> {
  const requests: OpenRequest[] = [];
  for (const connection of await connections(program, times)) requests.push(await begin(connection));
  return requests;
}

/** Requests in flight in each worker: as many as that takes, where their connections are not handed out in turn. */
async function beginOnEach(program: Program): Promise<OpenRequest[]> {
  const requests: OpenRequest[] = [];
  const receivers = () => requests.map(({ client }, index) => program.census.receivers.get(client) ?? index); // unknown: one of its own
  while (new Set(receivers()).size < each && requests.length < 10) {
    requests.push(...(await beginOn(program, 1)));
    await program.cpu(); // whoever answers this has reported all that it has received
  }
  return requests;
}

function send(program: Program, signal: NodeJS.Signals, to: 'all' | 'primary'): void {
  program.signal(signal, to === 'all' ? 'all' : program.pid);
}

/** Waits until a fresh connection is refused; false if the program comes to rest and still accepts one. */
async function refuses(program: Program): Promise<boolean> {
  let rested = false;
  const tell = () => (rested = true);
  const rest = program.rest().then(tell, tell);
  for (;;) {
    const last = rested;
    if (!(await accepts(program.port))) return true;
    if (last) return false;
    await Promise.race([rest, sleep(10)]);
  }
}

async function accepts(port: number): Promise<boolean> {
  const socket = net.connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.on('error', () => {}).destroy();
  }
}

function isOver(program: Program): boolean {
  return program.census.alive.length === 0;
}

async function ending(program: Program): Promise<Ending> {
  const over = await program.until(() => isOver(program)); // its probes are gone then, and a moment later its processes
  return { program, exit: await program.ended(over ? patience : 0), left: program.workers };
}
