import { describe } from 'node:test';

interface Options {
  concurrency?: number;
  skip?: boolean | string;
  timeout?: number;
}

const suites: (() => void)[] = [];

/** A suite of the proof, as `describe` of node:test: put off until all are known, so that one run holds them all. */
export function suite(name: string, options: Options, body: () => void): void {
  suites.push(() => void describe(name, options, body));
}

/** Runs the suites one after another: side by side they took 73 s instead of 87 on two cores, and clients waited in vain. */
export function runSuites(): void {
  describe('every-core', () => {
    for (const run of suites) run();
  });
}
