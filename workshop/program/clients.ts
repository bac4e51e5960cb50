import http from 'node:http';

/** What is sent. */
export interface Request {
  path: string;
  method?: string;
  body?: string;
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

/** No answer within the deadline, or none that can be read. */
export class NoAnswer extends Error {
  readonly code: string;
  readonly path: string;

  constructor(path: string, cause: NodeJS.ErrnoException) {
    super(`no answer to ${path}: ${cause.code ?? cause.message}`, { cause });
    this.code = cause.code ?? cause.message;
    this.path = path;
  }
}

/** A check's request gets this long, in ms. Only a program that never answers meets it. */
const patience = 5_000;

/**
 * Sends requests to 127.0.0.1 and gives the answers in the same order.
 * @param deadline for each, in ms
 * @throws NoAnswer at the first that fails; its code is `TIMEOUT` after the deadline
 */
export async function send(port: number, requests: readonly Request[], manner: Manner, deadline = patience): Promise<Answer[]> {
  if (manner === 'at once') return Promise.all(requests.map((request) => sendOne(port, request, false, deadline)));
  const own = manner === 'on one connection' && new http.Agent({ keepAlive: true, maxSockets: 1 });
  const agent = manner instanceof http.Agent ? manner : own;
  try {
    const answers = [];
    for (const request of requests) answers.push(await sendOne(port, request, agent, deadline));
    return answers;
  } finally {
    if (own) own.destroy();
  }
}

/** Sends a request whose client goes away, without its answer, as soon as `moment` has come. */
export async function sendAndLeave(port: number, path: string, moment: Promise<unknown>): Promise<void> {
  const request = http.get({ host: '127.0.0.1', port, path, agent: false });
  const closed = new Promise((resolve) => request.on('close', resolve).on('error', () => {}));
  await Promise.race([moment, closed]);
  request.destroy();
  await closed;
}

function sendOne(port: number, { path, method, body }: Request, agent: http.Agent | false, deadline: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = performance.now();
    const fail = (error: Error) => reject(new NoAnswer(path, error));
    const headers = body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const request = http.request({ host: '127.0.0.1', port, path, method: method ?? 'GET', agent, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('error', fail).on('end', () => {
        clearTimeout(timer);
        const named = /\bprocess (\d+)/i.exec(text)?.[1];
        const { statusCode: status = 0, headers } = response;
        const pid = named === undefined ? undefined : Number(named);
        resolve({ path, status, headers, text, sent, received: performance.now(), client, pid });
      });
    });
    let client = 0;
    request.on('socket', (socket) => {
      const know = () => (client = socket.localPort ?? 0);
      if (socket.connecting) socket.once('connect', know);
      else know();
    });
    request.on('error', fail).end(body);
    const timer = setTimeout(() => request.destroy(Object.assign(new Error('no answer'), { code: 'TIMEOUT' })), deadline);
    request.on('close', () => clearTimeout(timer));
  });
}
