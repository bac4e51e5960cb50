import { once } from 'node:events';
import http, { type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

// Servers whose speed is fixed by construction: they wait, and burn nothing.

/** Two servers to compare. */
export interface StandIns {
  readonly urls: readonly string[];
  /** What they do, in words. */
  readonly told: string;
  /** How often the load went over from one of the two to the other. */
  readonly turns: number;
  end(): void;
}

/** What a stand-in does with a request. `turns` counts how often the load has gone over from one of the two to the other. */
type Handler = (response: ServerResponse, turns: number) => void;

const after = (ms: number) => (response: ServerResponse) => void setTimeout(() => response.end('done'), ms);

/** A answers after 10 ms, B after 5; `slow` times as long, where a busy machine adds milliseconds of its own. */
export const twiceAsFast = (slow: number) =>
  standIns(`A answers after ${10 * slow} ms and B after ${5 * slow}`, after(10 * slow), after(5 * slow));

/**
 * Each is much the faster one for half of the rounds. Each is asked once before the rounds; that, and whether A or B begins, moves the middle
 * by a turn, and the rounds before and after it still stand on either side of 1.
 */
export const equal = (slow: number) => {
  const [fast, late] = [after(2 * slow), after(20 * slow)];
  return standIns(
    `A and B each answer after ${2 * slow} ms in one half of the rounds, and after ${20 * slow} ms in the other`,
    (response, turns) => (turns < 6 ? fast : late)(response),
    (response, turns) => (turns < 6 ? late : fast)(response),
  );
};

/** B answers at once, and each fifth time with an error. */
export const failing = () => {
  let asked = 0;
  return standIns('B is fast, and answers each fifth request with status 500', after(5), (response) => {
    response.statusCode = ++asked % 5 === 0 ? 500 : 200;
    response.end('done');
  });
};

/** B takes connections, and is silent. */
export const silent = () => standIns('B never answers', after(5), () => {});

async function standIns(told: string, ...handlers: [Handler, Handler]): Promise<StandIns> {
  let turns = 0;
  let last: Handler | undefined;
  const servers = handlers.map((handle) =>
    http
      .createServer((_request, response) => {
        if (last !== handle) turns++;
        last = handle;
        handle(response, turns);
      })
      .listen(0, '127.0.0.1'),
  );
  await Promise.all(servers.map((server) => once(server, 'listening')));
  return {
    urls: servers.map((server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    told,
    get turns() {
      return turns;
    },
    end: () => {
      for (const server of servers) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}
