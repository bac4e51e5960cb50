import { Failure } from './failure.ts';
import { Program } from './program/program.ts';

/** What checks look at: made once from the file that is judged, shared by the checks that name it, one after another, then ended. */
export interface Subject<T> {
  start(file: string, signal: AbortSignal): Promise<T>;
  end(subject: T): Promise<void>;
}

/** One thing that a lesson asks for. */
export interface Check {
  /** The behaviour, as a sentence. */
  readonly name: string;
  /** A ★ check: for the quick. It doesn't hold the lesson up. */
  readonly star: boolean;
  /** It takes long: `npm test` asks it of right answers and of its own mistakes, and not of those that a later check turns down. */
  readonly dear?: boolean;
  readonly subject: Subject<unknown>;
  /** Throws a Failure if the behaviour is not met. */
  readonly run: (subject: unknown, start: Starter) => Promise<void>;
}

/** Starts the judged file once more, for one check alone; ended with it. */
export type Starter = (env?: Record<string, string>, args?: readonly string[]) => Promise<Program>;

/** The judged file, started with this environment. */
export function program(env: Record<string, string> = {}): Subject<Program> {
  return { start: (file, signal) => Program.start(file, { env, signal }), end: (program) => program.end() };
}

/** A check that passes the lesson. */
export function check<T>(name: string, subject: Subject<T>, run: (subject: T, start: Starter) => Promise<void>): Check {
  return { name, star: false, subject, run: run as Check['run'] };
}

/** A ★ check. */
export function star<T>(name: string, subject: Subject<T>, run: (subject: T, start: Starter) => Promise<void>): Check {
  return { ...check(name, subject, run), star: true };
}

/** A check, or what it looks at, throws it where it can't be judged on this machine: why, and how to get what is missing. */
export class NotHere extends Error {}

/** A check that takes long. */
export const dear = (check: Check): Check => ({ ...check, dear: true });

/** How a check went. `waits`: a ★ check that is not judged before the others pass. `skipped`: it can't be judged here. */
export type Outcome = { state: 'passed' } | { state: 'failed'; failure: Failure } | { state: 'waits' } | { state: 'skipped'; why: string };

/** What doesn't hold a lesson up: there is nothing to mend. */
export const isFine = (outcome: Outcome | undefined): boolean => outcome?.state === 'passed' || outcome?.state === 'skipped';

/** A judgement under way: an outcome for each check in the checks' order, and an end that leaves nothing running. */
export interface Judgement {
  readonly outcomes: readonly Promise<Outcome>[];
  /** Resolves once `end()` has done its work: outcomes that have not come by then never will. */
  readonly ended: Promise<void>;
  /** Ends at once what is still running, and with it what is not judged yet; resolves when nothing is left. Once: later calls wait for it. */
  end(): Promise<void>;
}

/**
 * Judges a file. Checks of one subject take turns, subjects run side by side, ★ checks begin once the others have passed.
 * An outcome's promise is rejected only by a fault of the course.
 */
export function judge(file: string, checks: readonly Check[]): Judgement {
  const subjects = new Map<Subject<unknown>, { ready: Promise<unknown>; turn: Promise<unknown> }>();
  const ending = new AbortController();
  const extras = new Set<Promise<Program>>();
  const core = checks.filter(({ star }) => !star).map(take);
  const corePassed = Promise.all(core).then((outcomes) => outcomes.every(isFine));
  const stars = checks
    .filter(({ star }) => star)
    .map(async (check): Promise<Outcome> => ((await corePassed) ? take(check) : { state: 'waits' }));
  const queue = { false: core.values(), true: stars.values() };
  const outcomes = checks.map(({ star }) => queue[`${star}`].next().value as Promise<Outcome>);
  for (const promise of [...outcomes, corePassed]) promise.catch(() => {}); // whoever asks for it is told; who doesn't ask isn't struck by it
  let tellEnded = () => {};
  const ended = new Promise<void>((resolve) => (tellEnded = resolve));
  let over: Promise<void> | undefined;
  return { outcomes, ended, end: () => (over ??= end()) };

  function take(check: Check): Promise<Outcome> {
    let subject = subjects.get(check.subject);
    if (!subject) {
      const ready = check.subject.start(file, ending.signal);
      subject = { ready, turn: ready.catch(() => {}) };
      subjects.set(check.subject, subject);
    }
    const { ready, turn } = subject;
    const outcome = turn.then(() => run(check, ready));
    subject.turn = outcome.catch(() => {});
    return outcome;
  }

  async function run(check: Check, ready: Promise<unknown>): Promise<Outcome> {
    const own: Promise<Program>[] = [];
    const startMore: Starter = (env = {}, args = []) => {
      const started = Program.start(file, { env, args, signal: ending.signal });
      own.push(started);
      extras.add(started);
      return started;
    };
    try {
      const subject = await ready;
      if (subject instanceof Program) subject.begin();
      await check.run(subject, startMore);
      return { state: 'passed' };
    } catch (error) {
      if (ending.signal.aborted) return new Promise(() => {}); // it failed because all was ended under it
      if (error instanceof Failure) return { state: 'failed', failure: error };
      if (error instanceof NotHere) return { state: 'skipped', why: error.message };
      throw error;
    } finally {
      for (const started of own) {
        await endProgram(started);
        extras.delete(started);
      }
    }
  }

  async function end(): Promise<void> {
    ending.abort();
    const shared = [...subjects].map(async ([subject, { ready }]) => {
      const made = await ready.catch(() => undefined);
      if (made !== undefined) await subject.end(made);
    });
    await Promise.all([...shared, ...[...extras].map(endProgram)]);
    tellEnded();
  }
}

/** One that never came up has been ended already. */
async function endProgram(started: Promise<Program>): Promise<void> {
  await started.then(
    (program) => program.end(),
    () => {},
  );
}
