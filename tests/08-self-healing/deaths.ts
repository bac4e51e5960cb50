import { firstDelay, mostEarlyDeaths, stableAfter } from '#given/restarts.ts';
import { count } from '#workshop/failure.ts';
import type { Program } from '#workshop/program/program.ts';
import { forked, serving } from '../cluster.ts';

// How workers are killed and their successors waited for. Times are those of the primary's own clock: a busy machine can only lengthen a wait.

/** No wait before a start is longer, in ms: twice the last one is what a program waits that doesn't give up, and a busy machine longer. */
export const longestWait = 2.5 * firstDelay * 2 ** (mostEarlyDeaths - 1);

/** The wait between a death and the fork that follows. */
export interface Wait {
  ms: number;
  /** It came after so many early deaths in a row. */
  earlyDeaths: number;
  /** The worker that died had been listening for a moment. */
  listened: boolean;
}

/** The whole of the wait after so many early deaths, in ms. */
export const wholeWait = (earlyDeaths: number): number => firstDelay * 2 ** (earlyDeaths - 1);

/** Kills one worker of a program after another. */
export class Deaths {
  readonly waits: Wait[] = [];
  /** Early ones in a row, as the primary sees them for certain. */
  early = 0;
  /** Early ones in a row, as it may see them: about stableAfter, its clock and ours may differ. */
  #most = 0;
  readonly #program: Program;

  constructor(program: Program) {
    this.#program = program;
  }

  /**
   * Kills the worker that was forked last, at once or when it listens, and waits for its successor if there has to be one.
   * @returns false if none comes, or there was nobody to kill
   */
  async next(moment: 'at once' | 'when it listens' = 'at once'): Promise<boolean> {
    const program = this.#program;
    const worker = program.census.workers.at(-1);
    if (!worker) return false;
    if (moment === 'when it listens') {
      const heard = () => worker.at.listening !== undefined; // by the primary: the worker itself knows it a moment before
      if (!(await program.until(heard))) await program.rest(); // it starts slowly
    }
    const known = forked(program).length;
    await program.kill(worker.pid);
    const { listening = Infinity, exit = 0 } = worker.at;
    const served = exit - listening;
    this.early = served < 0.8 * stableAfter ? this.early + 1 : 0;
    this.#most = served < 1.2 * stableAfter ? this.#most + 1 : 0;
    if (this.early > mostEarlyDeaths) return true;
    if (!(await program.until(() => forked(program).length > known, longestWait))) {
      if (this.#most <= mostEarlyDeaths) return false;
      this.early = this.#most;
      return true;
    }
    const { fork = 0 } = forked(program)[known]?.at ?? {};
    if (this.early > 0) this.waits.push({ ms: fork - exit, earlyDeaths: this.early, listened: listening < Infinity });
    return true;
  }
}

/**
 * Waits until so many workers serve, and nobody else comes.
 * @param so what it means if a worker is missing
 */
export async function expectReplaced(program: Program, wanted: number, killed: string, so: string): Promise<void> {
  const came = await program.until(() => serving(program).length >= wanted, longestWait);
  await program.rest(came ? undefined : longestWait);
  const [alive, left] = [program.workers.length, serving(program).length];
  if (alive === wanted && left === wanted) return;
  const expected = `${count(wanted, 'worker')} again after ${killed}`;
  const end = program.census.processes.get(program.pid)?.alive ? undefined : await program.ended();
  if (end) {
    const saidSo = program.errorLines.some((line) => line.startsWith('Giving up'));
    throw program.failure({
      expected,
      saw: `the program ended with exit code ${end.code}`,
      so: 'the death of a worker must not end the primary.',
      ...(program.errorLines.length > 0 ? program.death() : {}),
      ...(end.code === 0 ? { so: 'the primary leaves as soon as no worker is alive. It may do so only when it was told to stop.' } : {}),
      ...(saidSo ? { so: `it gave up too early: ${count(mostEarlyDeaths, 'early death')} in a row are made good.` } : {}),
    });
  }
  throw program.failure({
    expected,
    saw: `${alive === 0 ? 'no worker' : count(alive, 'worker')}${left < alive ? `, of which ${left} ${left === 1 ? 'listens' : 'listen'}` : ''}, and nothing more happens`,
    so:
      alive > wanted
        ? 'more come than go: for one death two are forked. A worker that dies tells it by "disconnect" and by "exit": fork on "exit" alone.'
        : so,
  });
}
