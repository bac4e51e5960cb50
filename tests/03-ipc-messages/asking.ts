import { once } from 'node:events';
import { connect } from 'node:net';
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

/**
 * Asks several times in one write on one connection (pipelining, RFC 9112, 9.3.2). One worker gets them all at once, and has begun on the
 * last one before it can have read a reply to the first: nothing else makes requests meet as surely.
 * @returns the answers that came; fewer, if the others never do
 */
export async function askTogether(program: Program, times: number, path: string): Promise<Pick<Answer, 'status' | 'text'>[]> {
  program.note(`asked for ${path} ${times} times at the same moment, all of one worker`);
  const socket = connect(program.port, '127.0.0.1');
  try {
    let text = '';
    socket.setEncoding('utf8').on('data', (piece: string) => (text += piece));
    socket.setTimeout(10 * second, () => socket.destroy()); // a worker that loops for ever
    const closed = once(socket, 'close').catch(() => {}); // cut off: fewer answers came
    const request = (connection: string) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: ${connection}\r\n\r\n`;
    socket.write(request('keep-alive').repeat(times - 1) + request('close'));
    await Promise.race([closed, sleep(second, undefined, { ref: false }).then(() => program.rest())]);
    return text
      .split(/(?=HTTP\/1\.1 \d{3} )/)
      .filter(Boolean)
      .map(readAnswer);
  } finally {
    socket.destroy();
  }
}

function readAnswer(answer: string): Pick<Answer, 'status' | 'text'> {
  const end = answer.indexOf('\r\n\r\n');
  const [head, text] = [answer.slice(0, end), answer.slice(end + 4)];
  const isChunked = /^transfer-encoding: *chunked/im.test(head);
  return { status: Number(head.split(' ')[1]), text: isChunked ? text.replace(/(^|\r\n)[0-9a-f]+\r\n/gi, '') : text };
}
