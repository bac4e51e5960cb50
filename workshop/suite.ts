import { describe } from 'node:test';

interface Options {
  concurrency?: number;
  skip?: boolean | string;
  timeout?: number;
}

const suites: (() => void)[] = [];

/** A suite of the proof, as `describe` of node:test: put off until all are known, so that they can run side by side. */
export function suite(name: string, options: Options, body: () => void): void {
  suites.push(() => void describe(name, options, body));
}

/** Runs the suites side by side: what stands at the top of a file, node:test would run one after another. */
export function runSuites(): void {
  describe('every-core', { concurrency: suites.length }, () => {
    for (const run of suites) run();
  });
}
