import http from 'node:http';
import { clientOf } from './clients.ts';

/** How a load is sent. */
export interface LoadOptions {
  /** How many clients ask at the same time, each for the next thing once it has its answer. Four unless told. */
  clients?: number;
  /** Each client keeps its connection; else each request has a connection of its own. */
  keepAlive?: boolean;
  /** So many requests are sent at most; 20,000 unless told. */
  most?: number;
  /** Hears of each new connection, by the client's port. */
  connected?: (client: number) => void;
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
  /** Asks no more, and gives up the requests in flight: all, or those whose client's port is such. They count as failed, with `SILENCE`. */
  giveUp(isSuch?: (client: number) => boolean): Promise<void>;
}

/** No answer comes later than this, in ms. */
const deadline = 10_000;

/** Has clients ask 127.0.0.1 for a path, until they are stopped or `most` requests are sent. */
export function sendLoad(
  port: number,
  path: string,
  { clients = 4, keepAlive = false, most = 20_000, connected = () => {} }: LoadOptions = {},
): Load {
  const failed = new Map<string, number>();
  const answeredBy = new Map<number, number>();
  const lost: number[] = [];
  const waiting = new Set<() => void>();
  const look = () => waiting.forEach((wait) => wait());
  const inFlight = new Set<InFlight>();
  const now = { asked: 0, answered: 0, over: false };
  const goesOn = () => !now.over && now.asked++ < most;

  const work = Promise.all(Array.from({ length: clients }, client)).then(() => {
    now.over = true;
    look();
  });

  async function client(): Promise<void> {
    const agent = keepAlive ? new http.Agent({ keepAlive, maxSockets: 1 }) : false;
    while (goesOn()) {
      const request = ask(port, path, agent, connected);
      inFlight.add(request);
      const outcome = await request.outcome;
      inFlight.delete(request);
      const client = request.client();
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
    giveUp: (isSuch = () => true) => {
      now.over = true;
      for (const request of inFlight) if (isSuch(request.client())) request.giveUp();
      return work;
    },
  };
}

/** A request that was sent. */
interface InFlight {
  /** The pid in the answer (0 if it names none), or what became of the request instead. */
  outcome: Promise<number | string>;
  /** The client's port; 0 as long as it has no connection. */
  client: () => number;
  giveUp: () => void;
}

function ask(port: number, path: string, agent: http.Agent | false, connected: (client: number) => void): InFlight {
  const request = http.get({ host: '127.0.0.1', port, path, agent, timeout: deadline });
  const client = clientOf(request, connected);
  const giveUp = (code: string) => request.destroy(Object.assign(new Error('no answer'), { code }));
  const outcome = new Promise<number | string>((resolve) => {
    const fail = (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message);
    request.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('error', fail).on('end', () => {
        const pid = Number(/\bprocess (\d+)/i.exec(text)?.[1] ?? 0);
        resolve(response.statusCode === 200 ? pid : `status ${response.statusCode}`);
      });
    });
    request.on('error', fail).on('timeout', () => giveUp('TIMEOUT'));
  });
  return { outcome, client, giveUp: () => giveUp('SILENCE') };
}
