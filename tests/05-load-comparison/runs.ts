import type { Report } from '#given/bench.ts';
import type { Subject } from '#workshop/checks.ts';
import { Failure, type Told } from '#workshop/failure.ts';
import { explainEnd } from '#workshop/program/explain.ts';
import { type Exit, type Launched, launch } from '#workshop/program/launch.ts';
import { shortPath } from '#workshop/program/source.ts';
import type { StandIns } from './stand-ins.ts';

/** The judged file, run to its end against two stand-ins. */
export interface Run {
  readonly exit: Exit;
  readonly stdout: string;
  readonly stderr: readonly string[];
  /** What --json printed. */
  report(): Report;
  failure(told: Told): Failure;
}

/** A run that has not ended by then is in a loop, or the machine is busy, in ms: six rounds take twelve turns, and as long again. */
const deadline = (seconds: number) => 10_000 + 40_000 * seconds;

/** A run that has not ended by then never will: not in a loop, and not at work either. In ms. */
const lastDeadline = 120_000;

/** As many are run at once as one judgement needs. More would keep each other from the CPU, and measure that. */
const atOnce = 4;
const running = new Set<Promise<unknown>>();

/** The judged file as a program that is run, as often as a check likes. */
export class Runs {
  readonly #file: string;
  readonly #launched = new Set<Promise<Launched>>();

  constructor(file: string) {
    this.#file = file;
  }

  /** Runs it to its end, with turns of so many seconds, and ends the stand-ins with it. */
  async run(standIns: StandIns, seconds: number, ...more: string[]): Promise<Run> {
    while (running.size >= atOnce) await Promise.race(running);
    const started = performance.now();
    const args = ['--connections', '2', '--seconds', String(seconds), ...more];
    const did = `Ran ${[shortPath(this.#file), '<A>', '<B>', ...args].join(' ')} where ${standIns.told}.`;
    const failure = (told: Told) => new Failure({ did, ...told });
    let tellOver = () => {};
    const launching = launch(this.#file, { args: [...standIns.urls, ...args] });
    const over = new Promise<void>((resolve) => (tellOver = resolve));
    this.#launched.add(launching);
    running.add(over);
    try {
      const launched = await launching;
      const until = (ms: number) => new Promise((resolve) => setTimeout(resolve, started + ms - performance.now()).unref());
      await Promise.race([launched.ended, until(deadline(seconds))]);
      // Whoever answers is in no loop: it waits for a CPU, as do the others on a busy machine.
      while (!launched.exit() && performance.now() < started + lastDeadline && (await launched.used())) {
        await Promise.race([launched.ended, until(performance.now() - started + 500)]);
      }
      const exit = launched.exit();
      if (!exit)
        throw failure({
          expected: 'an end',
          saw: `${Math.round((performance.now() - started) / 1000)} seconds later it still runs`,
          so: 'a loop never comes to its end.',
        });
      const stdout = launched.stdout.text;
      const report = () => {
        const read = parse(stdout);
        if (read) return read;
        const expected = 'what was measured, as JSON';
        const saw = stdout.slice(0, 200) || 'no output';
        if (stdout.includes('"verdict"')) throw failure({ expected, saw, so: printed });
        if (exit.code === 0) throw failure({ expected, saw, so: notMeasured });
        throw failure({ ...(explainEnd(launched) as Told), expected });
      };
      return { exit, stdout, stderr: launched.stderr.lines, report, failure };
    } finally {
      standIns.end();
      await end(launching);
      this.#launched.delete(launching);
      running.delete(over);
      tellOver();
    }
  }

  async end(): Promise<void> {
    await Promise.all([...this.#launched].map(end));
  }
}

const printed = 'something else was printed before the JSON: take your console.log out again.';
const notMeasured = 'nothing measures: the last line of the file is await bench(import.meta, { order, ratios, verdict }).';

/** A new subject, whose runs wait for no other's. */
export function runs(): Subject<Runs> {
  return { start: async (file) => new Runs(file), end: (runs) => runs.end() };
}

/** One that never started has nothing to end. */
async function end(launching: Promise<Launched>): Promise<void> {
  await launching.then(
    (launched) => launched.end(),
    () => {},
  );
}

function parse(text: string): Report | undefined {
  try {
    return JSON.parse(text) as Report;
  } catch {
    return undefined;
  }
}
