import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { Census } from './census.ts';
import { cleanEnvironment } from './environment.ts';
import { forgetGroup, mark, watchGroup } from './guardian.ts';
import { Output } from './output.ts';
import { leasePort } from './ports.ts';
import { cpuOf, killGroup, killProcess, processesWith } from './processes.ts';
import { type Line, openLine } from './reports.ts';
import { rest } from './rest.ts';
import { nodeOptionsFor } from './source.ts';

/** How a program is started. */
export interface LaunchOptions {
  /** Added to its environment; PORT is set to a free port unless it stands here. */
  env?: Record<string, string>;
  args?: readonly string[];
  /** Has the probe say nothing of requests: under load, a report each costs a fifth of the throughput. */
  underLoad?: boolean;
  /** Shows what it writes, as it comes. */
  echo?: boolean;
  /** A start that has not come to rest by then never will, in ms; ten seconds unless told. */
  deadline?: number;
  /** A process that answers no question for so long is in a loop, in ms; five seconds unless told. */
  hearing?: number;
  /** Ends the program at once, whatever it is doing. */
  signal?: AbortSignal | undefined;
}

/** How a start went. `ready`: it listens on its port. Why it does not is told apart before any check judges it. */
export type Start =
  | { state: 'ready' }
  | { state: 'exited' }
  | { state: 'silent' }
  | { state: 'elsewhere'; ports: number[] }
  | { state: 'forking'; processes: number }
  | { state: 'busy' };

/** How a process ended. */
export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** What a process has used since it began, in milliseconds. */
export interface Used {
  /** CPU, of all its threads. */
  cpu: number;
  /** Time in which its main thread did not wait. */
  active: number;
}

/** A program that was started, and all that is known of it. */
export interface Launched {
  readonly file: string;
  readonly env: Record<string, string>;
  readonly port: number;
  /** The first process. */
  readonly pid: number;
  readonly start: Start;
  readonly census: Census;
  readonly stdout: Output;
  readonly stderr: Output;
  /** How the first process ended; undefined while it runs. */
  exit(): Exit | undefined;
  /** Resolves when the first process has ended. */
  readonly ended: Promise<unknown>;
  /** What each living process has used, by pid; undefined if one is in a loop and does not answer. */
  used(): Promise<Map<number, Used> | undefined>;
  /** Waits until nothing is going on in any process, or the first has ended, and what they wrote is read: see rest.ts, also for `timers`. */
  rest(timers?: number): Promise<void>;
  /** Waits until something is so, looking at each report and each piece of output; false if it isn't within five seconds. */
  until(isSo: () => boolean): Promise<boolean>;
  /** Sends a signal to one process, or to all of them as Ctrl-C in a terminal does. Where the system has none, their listeners are called. */
  signal(signal: NodeJS.Signals, to: number | 'all'): void;
  /** Ends every process of the program; resolves when none is left. */
  end(): Promise<void>;
}

/** What is to come of what was done to a program has come by then, in ms. */
const patience = 5_000;

/** More processes than this are taken for a program that forks without end: started during its start, alive at a time later. */
const mostProcesses = 24 + 2 * availableParallelism();

/** A raw path would do on one system and stop Node on another (a space in it, a drive letter): always a URL. */
const probe = (name: string) => new URL(`../probe/${name}`, import.meta.url).href;

let runs = 0;

/**
 * Starts a program as a person would, in a process group of its own, on a free port, watched by a probe. Resolves as soon as it is known
 * how that went. End it with `end()`; the guardian does, if this process dies first.
 * @param file its absolute path
 * @throws Failure if the file can't be run at all
 */
export async function launch(
  file: string,
  { env = {}, args = [], underLoad = false, echo = false, deadline = 10_000, hearing = patience, signal }: LaunchOptions = {},
): Promise<Launched> {
  const options = nodeOptionsFor(file);
  const lease = env['PORT'] ? undefined : await leasePort();
  const port = lease?.port ?? Number(env['PORT']);
  const marker = `${mark}.${++runs}`;
  const line = await openLine();
  const root = spawn(process.execPath, [...options, '--import', probe('loaded.mjs'), file, ...args], {
    cwd: dirname(file),
    env: {
      ...cleanEnvironment(),
      PORT: String(port),
      ...env,
      NODE_OPTIONS: `--import=${probe('probe.mjs')}`,
      EVERY_CORE_PROBE: line.path,
      EVERY_CORE_RUN: marker,
      ...(underLoad ? { EVERY_CORE_QUIET: 'requests' } : {}),
    },
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
  }) as ChildProcess & { stdout: Readable; stderr: Readable };
  const exited = once(root, 'exit') as Promise<[Exit['code'], Exit['signal']]>;
  const closed = once(root, 'close');
  await once(root, 'spawn');
  const pid = root.pid as number;
  watchGroup(pid);
  const census = new Census(pid);
  line.onReport((report) => census.add(report));
  let exit: Exit | undefined;
  let ending: Promise<void> | undefined;
  void exited.then(([code, signal]) => {
    exit = { code, signal };
    census.add({ type: 'gone', pid }); // known for certain, whether or not its probe ever spoke
  });
  const stdout = new Output(root.stdout);
  const stderr = new Output(root.stderr);
  if (echo) {
    root.stdout.on('data', (text: string) => process.stdout.write(text));
    root.stderr.on('data', (text: string) => process.stderr.write(text));
  }

  const abort = () => void (ending ??= end());
  signal?.addEventListener('abort', abort);
  if (signal?.aborted) abort();

  /** Who waits until something is so. */
  const lookers = new Set<() => void>();
  const lookAgain = () => lookers.forEach((look) => look());
  line.onReport(lookAgain);
  root.stdout.on('data', lookAgain);

  let started = false;
  const start = await within(deadline, Promise.race([tooManyProcesses(), atEnd(), atRest()]));
  started = true;
  return {
    file,
    env,
    port,
    pid,
    start: start ?? { state: 'busy' },
    census,
    stdout,
    stderr,
    exit: () => exit,
    ended: closed,
    used: async () => {
      const asked = line.ask('rest');
      const pids = census.alive.map((seen) => seen.pid);
      const before = cpuOf(pids);
      for (let turn = 0; turn < 6; turn++) {
        const answers = await within(hearing, asked);
        if (answers) return new Map(answers.map((answer) => [answer.pid, answer]));
        // On a busy machine it may have got next to no CPU: then its silence says nothing yet.
        if (process.platform !== 'linux' || 10 * (cpuOf(pids) - before) > hearing / 3) break;
      }
      return undefined;
    },
    rest: settle,
    until: async (isSo) => (await within(patience, so(isSo))) ?? false,
    signal: (signal, to) => {
      if (process.platform === 'win32') void line.ask(signal, to === 'all' ? undefined : [to]);
      else killProcess(to === 'all' ? -pid : to, signal);
    },
    end: () => (ending ??= end()),
  };

  function so(isSo: () => boolean): Promise<true> {
    return new Promise((resolve) => {
      const look = () => {
        if (!isSo()) return;
        lookers.delete(look);
        resolve(true);
      };
      lookers.add(look);
      look();
    });
  }

  function tooManyProcesses(): Promise<Start> {
    return new Promise((resolve) => {
      line.onReport(() => {
        if ((started ? census.alive.length : census.spawned) <= mostProcesses) return;
        killGroup(pid); // now: a moment later there are more
        resolve({ state: 'forking', processes: census.spawned });
      });
    });
  }

  /** What it wrote last is read before its end is told. */
  async function atEnd(): Promise<Start> {
    await closed;
    return { state: 'exited' };
  }

  async function settle(timers?: number): Promise<void> {
    await rest(census, line, timers);
    if (!census.processes.get(pid)?.alive) await closed;
    // What it wrote before its last answer is in the pipes: it is read when this process has looked at all of them once more.
    for (let look = 0; look < 2; look++) await new Promise((resolve) => setImmediate(resolve));
  }

  async function atRest(): Promise<Start> {
    await settle();
    if (exit) return atEnd();
    const ports = [...new Set(census.alive.flatMap((seen) => [...seen.ports]))];
    if (ports.includes(port)) return { state: 'ready' };
    return ports.length > 0 ? { state: 'elsewhere', ports } : { state: 'silent' };
  }

  async function end(): Promise<void> {
    if (process.env['NODE_V8_COVERAGE']) await within(2_000, line.ask('coverage'));
    signal?.removeEventListener('abort', abort);
    await endAll(pid, census, line, `EVERY_CORE_RUN=${marker}`);
    await exited;
    forgetGroup(pid);
    line.close();
    lease?.release();
  }
}

/** The promise's value, or undefined after so many milliseconds. */
async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  // Unreferenced: where somebody stopped waiting, the timer must not keep a run that is over from ending.
  const late = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), milliseconds).unref()));
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Ends the group, the processes whose probe is connected, and, if some process never had one, those that carry the mark. */
async function endAll(root: number, census: Census, line: Line, marked: string): Promise<void> {
  for (;;) {
    killGroup(root);
    const left = line.connected();
    const unheard = [...census.processes.values()].filter((seen) => !seen.heard).length;
    if (unheard > 0 || census.spawned >= census.processes.size) left.push(...processesWith(marked));
    for (const pid of left) killProcess(pid);
    if (left.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 2)); // an end is no event here: these are not this process's children
  }
}
