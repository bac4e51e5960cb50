import http from 'node:http';

/** How a load is sent. */
export interface LoadOptions {
  /** How many clients ask at the same time, each for the next thing once it has its answer. Four unless told. */
  clients?: number;
  /** Each client keeps its connection; else each request has a connection of its own. */
  keepAlive?: boolean;
  /** So many requests are sent at most; 20,000 unless told. */
  most?: number;
}

/** Clients at work, and what they have seen so far. */
export interface Load {
  /** Requests that were answered with status 200. */
  readonly answered: number;
  /** What became of the others, and of how many: `ECONNRESET`, `status 503`. */
  readonly failed: ReadonlyMap<string, number>;
  /** How many answers each process gave, by the pid in its text. */
  readonly answeredBy: ReadonlyMap<number, number>;
  /** The client's own port of each request that failed on a connection: `census.receivers` tells whose it was. */
  readonly lost: readonly number[];
  /** Resolves when so many more requests have been answered, or the load is over. */
  answers(more: number): Promise<void>;
  /** Resolves when each client has had its last answer. */
  readonly over: Promise<void>;
  /** Lets each client have its answer, and no other; resolves when all have. */
  stop(): Promise<void>;
}

/** No answer comes later than this, in ms. */
const deadline = 10_000;

/** Has clients ask 127.0.0.1 for a path, until they are stopped or `most` requests are sent. */
export function sendLoad(port: number, path: string, { clients = 4, keepAlive = false, most = 20_000 }: LoadOptions = {}): Load {
  const failed = new Map<string, number>();
  const answeredBy = new Map<number, number>();
  const lost: number[] = [];
  const waiting = new Set<() => void>();
  const look = () => waiting.forEach((wait) => wait());
  const turns = Array.from({ length: most }).keys(); // the clients share them
  const now = { answered: 0, over: false };

  const work = Promise.all(Array.from({ length: clients }, client)).then(() => {
    now.over = true;
    look();
  });

  async function client(): Promise<void> {
    const agent = keepAlive ? new http.Agent({ keepAlive, maxSockets: 1 }) : false;
    for (const _turn of turns) {
      if (now.over) break;
      const { outcome, client } = await ask(port, path, agent);
      if (typeof outcome === 'number') {
        now.answered++;
        answeredBy.set(outcome, (answeredBy.get(outcome) ?? 0) + 1);
      } else {
        failed.set(outcome, (failed.get(outcome) ?? 0) + 1);
        if (client) lost.push(client);
        if (outcome === 'ECONNREFUSED') await new Promise((resolve) => setTimeout(resolve, 5)); // whoever is refused pauses, as people do
      }
      look();
    }
    if (agent) agent.destroy();
  }

  return {
    get answered() {
      return now.answered;
    },
    failed,
    answeredBy,
    lost,
    over: work,
    answers: (more) => {
      const wanted = now.answered + more;
      return new Promise((resolve) => {
        const wait = () => {
          if (now.answered < wanted && !now.over) return;
          waiting.delete(wait);
          resolve();
        };
        waiting.add(wait);
        wait();
      });
    },
    stop: () => {
      now.over = true;
      return work;
    },
  };
}

/** The pid in the answer (0 if it names none), or what became of the request instead; and the client's port, 0 if it never had a connection. */
function ask(port: number, path: string, agent: http.Agent | false): Promise<{ outcome: number | string; client: number }> {
  return new Promise((resolve) => {
    let client = 0;
    const come = (outcome: number | string) => resolve({ outcome, client });
    const fail = (error: NodeJS.ErrnoException) => come(error.code ?? error.message);
    const request = http.get({ host: '127.0.0.1', port, path, agent, timeout: deadline }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('error', fail).on('end', () => {
        const pid = Number(/\bprocess (\d+)/i.exec(text)?.[1] ?? 0);
        come(response.statusCode === 200 ? pid : `status ${response.statusCode}`);
      });
    });
    request.on('socket', (socket) => {
      const know = () => (client = socket.localPort ?? 0);
      if (socket.connecting) socket.once('connect', know);
      else know();
    });
    request.on('error', fail).on('timeout', () => request.destroy(Object.assign(new Error('no answer'), { code: 'TIMEOUT' })));
  });
}
