import { availableParallelism } from 'node:os';
import { describe } from 'node:test';

interface Options {
  /** How many of its tests run at a time. One, unless they wait more than they work. */
  concurrency?: number;
  skip?: boolean | string;
  timeout?: number;
}

const suites: (() => void)[] = [];

/** A suite of the proof, as `describe` of node:test: put off until all are known, so that one run holds them all. */
export function suite(name: string, ...how: [body: () => void] | [options: Options, body: () => void]): void {
  const [options, body] = how.length === 1 ? [{}, how[0]] : how;
  suites.push(() => void describe(name, { concurrency: 1, ...options }, body)); // it would inherit another number
}

/**
 * Runs one suite more at a time than there are cores, since some tests wait. Many more would get in each other's way: the same 40 judgements
 * took 58 s of CPU two at a time, and 72 s six at a time. What a test waits for, it waits for by events, so a busy machine only delays it.
 */
export function runSuites(): void {
  describe('every-core', { concurrency: 1 + availableParallelism() }, () => {
    for (const run of suites) run();
  });
}
