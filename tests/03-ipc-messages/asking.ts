import { once } from 'node:events';
import { type Socket, connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, type Manner, second } from '#workshop/program/clients.ts';
import { type Ask, type Program, Silence } from '#workshop/program/program.ts';

/** Answers that may never come: a reply lost between two processes leaves a client waiting. */

/** Asks on a fresh connection. Undefined if, a second later and with all processes at rest, no answer has come. */
export async function askInTime(program: Program, ask: Ask): Promise<Answer | undefined> {
  const [answer] = (await askTimesInTime(program, 1, ask, 'one by one')) ?? [];
  return answer;
}

/** Asks several times. Undefined as soon as one is not answered in time. */
export function askTimesInTime(program: Program, times: number, ask: Ask, manner: Manner): Promise<Answer[] | undefined> {
  return program.askTimes(times, ask, manner).catch((error: unknown) => {
    if (error instanceof Silence) return undefined;
    throw error;
  });
}

/** What came back on a connection. */
type Came = Pick<Answer, 'status' | 'text'>;

/**
 * Asks several times in one write on one connection. One worker gets them all at once, and has begun on the last one before it can have
 * read a reply to the first: nothing else makes requests meet as surely.
 * @returns the answers that came; fewer, if the others never do
 */
export async function askTogether(program: Program, times: number, path: string): Promise<Came[]> {
  program.note(`asked for ${path} ${times} times at the same moment, all of one worker`);
  const line = openPipeline(program);
  try {
    line.write(get(path).repeat(times - 1) + get(path, 'close'));
    return await line.answers();
  } finally {
    line.socket.destroy();
  }
}

/**
 * Posts a greeting to one worker, and asks it for /stats, while the primary stands still. The worker has told it of the greeting by then,
 * and its channel keeps the order: the greeting comes back between the question and the reply.
 * @returns the answer to /stats; undefined if none comes; `'not here'` where nobody can be made to stand still, or no probe speaks
 */
export async function askAcrossGreeting(program: Program, greeting: string): Promise<Came | undefined | 'not here'> {
  if (process.platform === 'win32') return 'not here';
  const line = openPipeline(program);
  const { census } = program;
  try {
    await program.cpu(); // whoever answers this has reported all requests before
    const before = census.requests + 1;
    line.write(get('/nothing')); // from now on a worker has this connection, whoever stands still
    if (!(await program.until(() => census.requests >= before))) return 'not here';
    program.signal('SIGSTOP');
    program.note('sent POST /greeting and asked for /stats, both of one worker');
    try {
      line.write(post('/greeting', JSON.stringify({ greeting })));
      await inTime(() => census.requests > before);
      line.write(get('/stats', 'close'));
      await inTime(() => census.requests > before + 1);
    } finally {
      program.signal('SIGCONT');
    }
    const [, , stats] = await line.answers();
    return stats;
  } finally {
    line.socket.destroy();
  }
}

/** Waits until something is so, for three seconds at most, and asks no process meanwhile: one stands still. */
async function inTime(isSo: () => boolean): Promise<void> {
  for (const end = performance.now() + 3 * second; !isSo() && performance.now() < end;) await sleep(1);
}

const get = (path: string, connection = 'keep-alive') => `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: ${connection}\r\n\r\n`;

const post = (path: string, body: string) =>
  `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

/** A connection on which requests go out whether or not those before are answered: pipelining, RFC 9112, 9.3.2. */
interface Pipeline {
  readonly socket: Socket;
  write(requests: string): void;
  /** The answers that came; it waits until the server closes the connection, or no more will come. */
  answers(): Promise<Came[]>;
}

function openPipeline(program: Program): Pipeline {
  const socket = connect(program.port, '127.0.0.1');
  let text = '';
  socket.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  socket.setTimeout(10 * second, () => socket.destroy()); // a worker that loops for ever
  const closed = once(socket, 'close').catch(() => {}); // cut off: fewer answers came
  return {
    socket,
    write: (requests) => void socket.write(requests),
    answers: async () => {
      await Promise.race([closed, sleep(second, undefined, { ref: false }).then(() => program.rest())]);
      return text
        .split(/(?=HTTP\/1\.1 \d{3} )/)
        .filter(Boolean)
        .map(readAnswer);
    },
  };
}

function readAnswer(answer: string): Came {
  const end = answer.indexOf('\r\n\r\n');
  const [head, text] = [answer.slice(0, end), answer.slice(end + 4)];
  const isChunked = /^transfer-encoding: *chunked/im.test(head);
  return { status: Number(head.split(' ')[1]), text: isChunked ? text.replace(/(^|\r\n)[0-9a-f]+\r\n|\r\n$/gi, '') : text };
}
