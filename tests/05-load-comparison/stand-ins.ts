import { once } from 'node:events';
import { MessageChannel, Worker } from 'node:worker_threads';

// Servers whose speed is fixed by construction: they wait, and burn nothing. In a thread of their own nothing else makes them late.

/** Two servers to compare. */
export interface StandIns {
  readonly urls: readonly string[];
  /** What they do, in words. */
  readonly told: string;
  /** How often the load went over from one of the two to the other. */
  readonly turns: number;
  end(): void;
}

const kinds = {
  'twice as fast': (slow: number) => `A answers after ${10 * slow} ms and B after ${5 * slow}`,
  equal: (slow: number) => `A and B each answer after ${2 * slow} ms in one half of the rounds, and after ${12 * slow} ms in the other`,
  failing: () => 'B is fast, and answers each fifth request with status 500',
  silent: () => 'B never answers',
};

export type Kind = keyof typeof kinds;

const thread = new Worker(new URL('stand-in.mjs', import.meta.url), { execArgv: [] });
thread.unref();

/**
 * Starts two servers.
 * @param slow how many times as long all waits are: on a busy machine, which adds milliseconds of its own
 */
export async function standIns(kind: Kind, slow = 1): Promise<StandIns> {
  const turns = new Int32Array(new SharedArrayBuffer(4));
  const { port1: line, port2: end } = new MessageChannel();
  thread.postMessage({ kind, slow, turns, line: end }, [end]);
  const [ports] = (await once(line, 'message')) as [number[]];
  return {
    urls: ports.map((port) => `http://127.0.0.1:${port}`),
    told: kinds[kind](slow),
    get turns() {
      return turns[0] ?? 0;
    },
    end: () => line.close(),
  };
}
