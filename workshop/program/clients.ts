import http from 'node:http';

/** What is sent. */
export interface Request {
  path: string;
  method?: string;
  body?: string;
  /** How long the program may wait before it answers, in ms: until then its silence says nothing, nor that it is late. */
  waits?: number;
}

/** What came back, and when: the times are `performance.now()` of the client, in ms. */
export interface Answer {
  path: string;
  status: number;
  headers: http.IncomingHttpHeaders;
  text: string;
  sent: number;
  received: number;
  /** The client's own port: the probe names the process that received this connection by it. */
  client: number;
  /** The process that the text names: the number after the word "process". */
  pid: number | undefined;
}

/**
 * How requests travel: a fresh connection each, one after another or all at once, or all on one connection that is kept alive. With an
 * agent they travel one after another on its connections, which the caller ends.
 */
export type Manner = 'one by one' | 'at once' | 'on one connection' | http.Agent;

/** What came of an answer that did not come to its end: characters of its text, and how many bytes its Content-Length promised. */
interface Begun {
  status: number;
  length: number;
  promised: number | undefined;
}

/** No answer within the deadline, none that can be read, or only a part of it. */
export class NoAnswer extends Error {
  readonly code: string;
  readonly path: string;
  readonly came: Begun | undefined;

  constructor(path: string, cause: NodeJS.ErrnoException, came?: Begun) {
    super(`no answer to ${path}: ${cause.code ?? cause.message}`, { cause });
    this.code = cause.code ?? cause.message;
    this.path = path;
    this.came = came;
  }
}

/** So much of a text is read, in characters: more than any answer of the course has. */
const mostRead = 10_000_000;

/** Messages are not instantaneous, but a second, in ms, is enough for them: see the contract of `ipc-messages`. */
export const second = 1_000;

/** How long answers may take, and who hears of what goes on meanwhile. */
export interface Patience {
  /** For each, in ms. */
  deadline: number;
  /** Resolves when it is known that no answer will come any more, if ever. It is asked when none has come for a second. */
  silence: () => Promise<unknown>;
  /** Hears of each new connection, by the client's port, before anything is received on it. */
  connected?: (client: number) => void;
}

/**
 * Sends requests to 127.0.0.1 and gives the answers in the same order.
 * @throws NoAnswer at the first that fails; its code is `TIMEOUT` after the deadline, `SILENCE` if none will come any more, `ENDLESS` for too long a text
 */
export async function send(port: number, requests: readonly Request[], manner: Manner, patience: Patience): Promise<Answer[]> {
  const own = manner === 'on one connection' && new http.Agent({ keepAlive: true, maxSockets: 1 });
  const agent = manner instanceof http.Agent ? manner : own;
  const { silent, heard, stop } = listenForSilence(patience.silence);
  const sendNext = async (request: Request) => {
    const answer = await sendOne(port, request, agent, patience, silent, heard);
    heard();
    return answer;
  };
  try {
    if (manner === 'at once') return await Promise.all(requests.map(sendNext));
    const answers = [];
    for (const request of requests) answers.push(await sendNext(request));
    return answers;
  } finally {
    stop();
    if (own) own.destroy();
  }
}

/** `silent` resolves when no answer has been heard for a second and none will come. */
function listenForSilence(silence: () => Promise<unknown>): { silent: Promise<void>; heard: () => void; stop: () => void } {
  let answers = 0;
  let stopped = false;
  let tell = () => {};
  const timer = setTimeout(async () => {
    const before = answers;
    await silence();
    if (answers === before) tell();
  }, second);
  return {
    silent: new Promise((resolve) => (tell = resolve)),
    heard: () => {
      answers++;
      if (!stopped) timer.refresh();
    },
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

/** Sends a request whose client goes away, without its answer, as soon as `moment` has come. */
export async function sendAndLeave(port: number, path: string, moment: Promise<unknown>): Promise<void> {
  const request = http.get({ host: '127.0.0.1', port, path, agent: false });
  const closed = new Promise((resolve) => request.on('close', resolve).on('error', () => {}));
  await Promise.race([moment, closed]);
  request.destroy();
  await closed;
}

/** Gives the client's own port of a request, 0 as long as it has no connection; `connected` hears of it if the connection is a new one. */
export function clientOf(request: http.ClientRequest, connected: (client: number) => void = () => {}): () => number {
  let client = 0;
  request.on('socket', (socket) => {
    const know = () => (client = socket.localPort ?? 0);
    if (socket.connecting) socket.once('connect', () => connected(know()));
    else know();
  });
  return () => client;
}

function sendOne(
  port: number,
  { path, method, body }: Request,
  agent: http.Agent | false,
  { deadline, connected }: Patience,
  silent: Promise<void>,
  heard: () => void,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = performance.now();
    let came: Begun | undefined;
    const fail = (error: Error) => reject(new NoAnswer(path, error, came));
    const headers = body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const request = http.request({ host: '127.0.0.1', port, path, method: method ?? 'GET', agent, headers }, (response) => {
      let text = '';
      const promised = response.headers['content-length'];
      const begun = (came = {
        status: response.statusCode ?? 0,
        length: 0,
        promised: promised === undefined ? promised : Number(promised),
      });
      response.setEncoding('utf8').on('data', (chunk: string) => {
        heard();
        text += chunk;
        begun.length = text.length;
        if (text.length > mostRead) giveUp('ENDLESS');
      });
      response.on('error', fail).on('end', () => {
        const named = /\bprocess (\d+)/i.exec(text)?.[1];
        const { statusCode: status = 0, headers } = response;
        const pid = named === undefined ? undefined : Number(named);
        resolve({ path, status, headers, text, sent, received: performance.now(), client: client(), pid });
      });
    });
    const client = clientOf(request, connected);
    request.on('error', fail).end(body);
    const giveUp = (code: string) => request.destroy(Object.assign(new Error('no answer'), { code }));
    const late = setTimeout(() => giveUp('TIMEOUT'), deadline);
    void silent.then(() => giveUp('SILENCE'));
    request.on('close', () => clearTimeout(late));
  });
}
