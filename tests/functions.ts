import { inspect } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { Subject } from '#workshop/checks.ts';
import { Failure, type Told, list } from '#workshop/failure.ts';
import { cpuOf } from '#workshop/program/processes.ts';
import { isErasable, placeIn, shortPath, stripper } from '#workshop/program/source.ts';

/** What a call came to. */
export interface Called {
  args: readonly unknown[];
  /** Undefined for what can't be handed from thread to thread: a function, a promise. */
  value: unknown;
  /** The value as a person reads it. */
  shown: string;
}

/** What the thread says: see thread.mjs. */
export type Message =
  | { type: 'begins'; thread: string | undefined }
  | { type: 'names'; names: string[] }
  | { type: 'values'; results: ({ value: unknown; shown: string; changed: boolean } | { error: string })[] };

/**
 * Neither an import nor a few hundred calls of a function that computes take so much, in ms: so long, and so much CPU, since on a busy machine a
 * thread may wait long for it. What takes no CPU either is given up later.
 */
const deadline = { time: 5_000, cpu: 4_000, idle: 60_000 };

/** The functions that the judged file exports, in a thread of their own: what they do there (loop for ever, exit) strikes nobody else. */
export class Functions {
  readonly #file: string;
  readonly #thread: Worker;
  /** Its folder in /proc; undefined as long as it has not begun, and where there is none. */
  #proc: string | undefined;
  #names: string[] = [];
  /** Why the thread is no more. */
  #ended: Failure | undefined;

  private constructor(file: string) {
    this.#file = file;
    const tsx = !isErasable(file);
    this.#thread = new Worker(new URL('thread.mjs', import.meta.url), {
      execArgv: tsx ? [] : ['--import', stripper],
      workerData: { file, tsx },
      stdout: true,
      stderr: true,
    });
    this.#thread.on('error', () => {}); // told by whoever waits for it
  }

  /** Imports the file. */
  static async start(file: string): Promise<Functions> {
    const functions = new Functions(file);
    const did = `Imported ${shortPath(file)}.`;
    const expected = 'a file that can be imported, so that its functions can be called';
    const begun = await functions.#hear({ did, expected });
    if (begun.type === 'begins') functions.#proc = begun.thread;
    const heard = await functions.#hear({ did, expected });
    if (heard.type === 'names') functions.#names = heard.names;
    return functions;
  }

  /** Calls a function with each of these lists of arguments. */
  async call(name: string, cases: readonly (readonly unknown[])[]): Promise<Called[]> {
    if (!this.#names.includes(name)) {
      throw new Failure({
        did: `Imported ${shortPath(this.#file)}.`,
        expected: `an exported function "${name}"`,
        saw: this.#names.length > 0 ? `it exports ${list(this.#names)}` : 'it exports no function',
        so: 'the checks call it by its name: write "export function" before it.',
      });
    }
    if (this.#ended) throw this.#ended;
    this.#thread.postMessage({ name, cases });
    const heard = await this.#hear({ did: `Called ${name} of ${shortPath(this.#file)}.`, expected: 'a value' });
    if (heard.type !== 'values') throw new Error('the thread answers something else');
    return heard.results.map((result, i) => {
      const args = cases[i] ?? [];
      if ('shown' in result && result.shown.startsWith('Promise {')) {
        throw this.failure(name, args, { expected: 'a value', saw: 'a promise', so: 'a function that only computes needs no async.' });
      }
      if ('shown' in result && result.shown === 'undefined') {
        throw this.failure(name, args, {
          expected: 'a value',
          saw: 'nothing: undefined',
          so: 'some way through the function comes to no return.',
        });
      }
      if ('shown' in result && result.changed) {
        const so = 'sort, reverse and their like change the list itself, and whoever gave it still needs it. Sort a copy: toSorted.';
        throw this.failure(name, args, { expected: 'a value, and nothing else', saw: 'what it was given has changed', so });
      }
      if ('shown' in result) return { args, ...result };
      const [message = ''] = result.error.split('\n');
      const where = placeIn(this.#file, result.error);
      throw this.failure(name, args, {
        expected: 'a value',
        saw: `it threw: ${message}`,
        so: where ? `look at ${where}.` : 'the error says why.',
      });
    });
  }

  /** A failure that names the call. */
  failure(name: string, args: readonly unknown[], told: Told): Failure {
    return new Failure({ did: `Called ${name}(${args.map(show).join(', ')}) of ${shortPath(this.#file)}.`, ...told });
  }

  async end(): Promise<void> {
    await this.#thread.terminate();
  }

  /** The CPU that the thread has used, in ms; where the system doesn't tell, that of this process, which is more. */
  #cpu(): number {
    if (this.#proc !== undefined) return 10 * cpuOf([this.#proc]);
    const { user, system } = process.cpuUsage();
    return process.platform === 'linux' ? 0 : (user + system) / 1000; // a thread that has not begun loops nowhere
  }

  /** What the thread says next, if it lives and says it in time. */
  async #hear(told: Pick<Told, 'did' | 'expected'>): Promise<Message> {
    let stop = () => {};
    try {
      return await new Promise<Message>((resolve, reject) => {
        const fail = (saw: string, so: string) => reject(new Failure({ ...told, saw, so } as Told));
        const onError = (error: Error) => {
          const where = placeIn(this.#file, error.stack ?? '');
          fail(`it threw: ${error.message.split('\n')[0]}`, where ? `look at ${where}.` : 'the error says why.');
        };
        const onExit = () =>
          fail('it ended without a word', 'something calls process.exit(), or waits at the top of the file for what never comes.');
        const started = performance.now();
        const before = this.#cpu();
        const timer = setInterval(() => {
          const time = performance.now() - started;
          const loops = time >= deadline.time && this.#cpu() - before >= deadline.cpu;
          if (loops || time >= deadline.idle) fail('seconds later it is still at it', 'a loop never comes to its end.');
        }, 250);
        this.#thread.once('message', resolve).once('error', onError).once('exit', onExit);
        stop = () => {
          clearInterval(timer);
          this.#thread.off('message', resolve).off('error', onError).off('exit', onExit);
        };
      });
    } catch (error) {
      await this.end();
      this.#ended = error as Failure;
      throw error;
    } finally {
      stop();
    }
  }
}

/** The functions of the judged file. */
export const functions: Subject<Functions> = { start: Functions.start, end: (functions) => functions.end() };

/** A value in a line. */
export function show(value: unknown): string {
  return inspect(value, { breakLength: Infinity, depth: 4, maxArrayLength: 20 });
}
