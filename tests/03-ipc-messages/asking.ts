import { once } from 'node:events';
import { connect } from 'node:net';
import type { Answer, Manner } from '#workshop/program/clients.ts';
import type { Ask, Program } from '#workshop/program/program.ts';

/** Answers that may never come: a reply lost between two processes leaves a client waiting. */

/** Messages are not instantaneous, but a second, in ms, is enough for them: the lesson's contract. */
export const second = 1_000;

/** Asks on a fresh connection. Undefined if, a second later and with all processes at rest, no answer has come. */
export function askInTime(program: Program, ask: Ask): Promise<Answer | undefined> {
  return orSilence(program, program.ask(ask));
}

/** Asks several times, without waiting longer than `askInTime` does. */
export function askTimesInTime(program: Program, times: number, ask: Ask, manner: Manner): Promise<Answer[] | undefined> {
  return orSilence(program, program.askTimes(times, ask, manner));
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
    socket.setTimeout(5 * second, () => socket.destroy()); // a worker that loops for ever
    const closed = once(socket, 'close').catch(() => {}); // cut off: fewer answers came
    const request = (connection: string) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: ${connection}\r\n\r\n`;
    socket.write(request('keep-alive').repeat(times - 1) + request('close'));
    await orSilence(program, closed);
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

async function orSilence<T>(program: Program, answers: Promise<T>): Promise<T | undefined> {
  answers.catch(() => {}); // it may be told long after anybody listens
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => void program.rest().then(() => resolve(undefined)), second);
  });
  return Promise.race([answers, silence]).finally(() => clearTimeout(timer));
}
