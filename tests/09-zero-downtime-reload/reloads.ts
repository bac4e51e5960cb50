import http from 'node:http';
import type { Connection } from '#workshop/program/connection.ts';
import type { Load } from '#workshop/program/load.ts';
import type { Program } from '#workshop/program/program.ts';
import { serving } from '../cluster.ts';

// What is seen of a reload from outside.

/** Whether each of these workers has been replaced, and nobody else is there than their successors, who serve. */
export function isReplaced(program: Program, before: readonly number[]): boolean {
  const now = serving(program);
  return now.length === before.length && program.workers.length === now.length && !now.some((pid) => before.includes(pid));
}

/** Waits until something is so; false if it never will. On a busy machine a worker may take long to start: it is waited for. */
export async function comes(program: Program, isSo: () => boolean): Promise<boolean> {
  for (let [turn, calm] = [0, 0]; turn < 12 && calm < 2; turn++) {
    if (await program.until(isSo)) return true;
    calm = program.census.workers.some(({ ports }) => ports.size === 0) ? 0 : calm + 1;
  }
  return false;
}

/** Waits until its processes have heard what they were told a moment ago: each has come back to its event loop. */
export async function heard(program: Program): Promise<void> {
  for (let look = 0; look < 3; look++) await program.cpu();
}

/** What became of the requests that were not answered, of a load on fresh connections and one on kept ones. */
export function tellFailed(loads: readonly Load[]): string[] {
  return loads.flatMap(({ failed }, i) => {
    return [...failed].map(([outcome, times]) => `${times} × ${outcome} on ${i === 0 ? 'fresh' : 'kept'} connections`);
  });
}

/** A client that keeps its connection, and the worker that has it. */
export class Kept {
  /** It was told that an answer was the last one on this connection. */
  saidGoodbye = false;
  /** The `performance.now()` of its last answer. */
  answered = 0;
  worker = 0;
  readonly #connection: Connection;

  private constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Connects and asks once. */
  static async open(program: Program): Promise<Kept> {
    const kept = new Kept(await program.connect());
    await kept.ask();
    return kept;
  }

  /** Asks; false if the connection is closed, or breaks. */
  async ask(path = '/'): Promise<boolean> {
    if (this.#connection.isClosed) return false;
    const { agent } = this.#connection;
    return new Promise((resolve) => {
      const lost = () => resolve(false);
      const request = http.get({ host: '127.0.0.1', agent, path }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
        response.on('error', lost).on('end', () => {
          this.saidGoodbye = response.headers.connection === 'close';
          this.answered = performance.now();
          this.worker = Number(/\bprocess (\d+)/.exec(text)?.[1] ?? 0);
          resolve(true);
        });
      });
      request.on('error', lost);
    });
  }

  /** It was idle for so long that its server may have closed it by the keep-alive timeout, which is 5 s. */
  get isOld(): boolean {
    return performance.now() - this.answered > 4_000;
  }
}
