import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { Census } from './census.ts';
import { crowded } from './crowd.ts';
import { cleanEnvironment } from './environment.ts';
import { forgetGroup, newMark, watchGroup } from './guardian.ts';
import { Kin } from './kin.ts';
import { Output } from './output.ts';
import { type Told as Pm2Told, atHome, isEcosystem, insteadOfTsx, makeHome, runPm2, runtimeOf } from './pm2.ts';
import { leasePort } from './ports.ts';
import { carries, cpuOf, killGroup, killProcess, memoryOf, processesWith, watchQueues } from './processes.ts';
import { type Line, openLine } from './reports.ts';
import { rest } from './rest.ts';
import { nodeOptionsFor } from './source.ts';

/** How a program is started. */
export interface LaunchOptions {
  /** Added to its environment; PORT is set to a free port unless it stands here. */
  env?: Record<string, string>;
  args?: readonly string[];
  /** Has another module import the file, as a test would, and say what it exports: see importer.mjs. */
  imported?: boolean;
  /** The file of which the started one is a copy: whoever reads a failure knows that one. */
  copyOf?: string;
  /** A module that is imported first in each of its processes: its URL. */
  preload?: string;
  /** Has the probe say nothing of requests: under load, a report each costs a fifth of the throughput. */
  underLoad?: boolean;
  /** Shows what it writes, as it comes. */
  echo?: boolean;
  /** A start that has not come to rest by then never will, in ms; ten seconds unless told, more where others keep the cores. */
  deadline?: number;
  /** A process that answers no question for so long is in a loop, in ms; five seconds unless told, more where others keep the cores. */
  hearing?: number;
  /** An answer has come by then or never will, in ms; ten seconds unless told, more where others keep the cores. */
  answering?: number;
  /** More processes than this are taken for a program that forks without end; 24, and two for each core, unless told. */
  mostProcesses?: number;
  /** More memory than this, and 100 MB for each process, is taken for a program that grows without end, in MB; 512 unless told. */
  mostMemory?: number;
  /** Ends the program at once, whatever it is doing. */
  signal?: AbortSignal | undefined;
}

/** What a program took without end, and how much of it when it was stopped. */
export interface Excess {
  of: 'processes' | 'megabytes' | 'megabytes written';
  amount: number;
}

/** How a start went. `ready`: it listens on its port. Why it does not is told apart before any check judges it. */
export type Start =
  | { state: 'ready' }
  | { state: 'exited' }
  | { state: 'silent' }
  | { state: 'elsewhere'; places: string[] }
  | { state: 'stopped' }
  | { state: 'busy' };

/** How a process ended. */
export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** What a process has used since it began, in milliseconds, and what it has now. */
export interface Used {
  /** CPU, of all its threads. */
  cpu: number;
  /** Time in which its main thread did not wait. */
  active: number;
  /** What it waits for, as Node calls it: `TCPSocketWrap` for each connection that it has. */
  waitsFor: readonly string[];
}

/** A program that was started, and all that is known of it. */
export interface Launched {
  /** What is told of it: the started file, or the one of which that is a copy. */
  readonly file: string;
  readonly env: Record<string, string>;
  readonly port: number;
  /** See LaunchOptions. */
  readonly answering: number;
  /** The first process. */
  readonly pid: number;
  readonly start: Start;
  readonly census: Census;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Why the workshop stopped it, before it took the machine down; undefined if it did not. */
  excess(): Excess | undefined;
  /** How the first process ended; undefined while it runs. */
  exit(): Exit | undefined;
  /** Resolves when the first process has ended. */
  readonly ended: Promise<unknown>;
  /** What each living process has used, by pid; undefined if one is in a loop and does not answer. */
  used(): Promise<Map<number, Used> | undefined>;
  /** Waits until nothing is going on in any process, or the first has ended, and what they wrote is read: see rest.ts. */
  rest(mostWait?: number, isWanted?: () => boolean): Promise<void>;
  /** Waits until something is so, looking at each report and each piece of output; false if it isn't within five seconds. */
  until(isSo: () => boolean): Promise<boolean>;
  /** Sends a signal to one process, or to all of them as Ctrl-C in a terminal does. Where the system has none, their listeners are called. */
  signal(signal: NodeJS.Signals, to: number | 'all'): void;
  /** The home of the PM2 that runs it; undefined for a program without. */
  readonly home: string | undefined;
  /** Runs a command of PM2 for the one that runs it, such as `reload every-core`. */
  pm2(...words: string[]): Promise<Pm2Told>;
  /** Ends every process of the program; resolves when none is left. */
  end(): Promise<void>;
}

/** What is to come of what was done to a program has come by then, in ms. */
const patience = 5_000;

/** What a program may take before it is stopped, unless told. The megabytes come on top of 100 for each process: most have about 60. */
const most = { processes: 24 + 2 * availableParallelism(), megabytes: 512, written: 20 };

/** How often it is looked how much a program holds, in ms: a loop takes 2 MB a millisecond. */
const lookEvery = 200;

/**
 * Bounds each heap, in MB, where nobody can look what a process holds. Not where one can: with any option of V8, Node can't use the code
 * that it was built with and compiles its own modules anew, in each process (170 ms of CPU to a server that listens instead of 136).
 */
const heapLimit = process.platform === 'linux' ? '' : ' --max-old-space-size=1024';

/** A raw path would do on one system and stop Node on another (a space in it, a drive letter): always a URL. */
const probe = (name: string) => new URL(`../probe/${name}`, import.meta.url).href;

const importer = fileURLToPath(new URL('importer.mjs', import.meta.url));

/**
 * Starts a program as a person would, in a process group of its own, on a free port, watched by a probe. Resolves as soon as it is known
 * how that went. End it with `end()`; the guardian does, if this process dies first.
 * @param file its absolute path
 * @throws Failure if the file can't be run at all
 */
export async function launch(
  file: string,
  {
    env = {},
    args = [],
    imported = false,
    copyOf = file,
    preload,
    underLoad = false,
    echo = false,
    deadline = crowded(10_000),
    hearing = crowded(patience),
    answering = crowded(10_000),
    mostProcesses = most.processes,
    mostMemory = most.megabytes,
    signal,
  }: LaunchOptions = {},
): Promise<Launched> {
  const options = nodeOptionsFor(file);
  const home = isEcosystem(file) ? makeHome() : undefined;
  const words = home ? runtimeOf(file) : [...(imported ? [importer] : []), file];
  const lease = env['PORT'] ? undefined : await leasePort();
  const port = lease?.port ?? Number(env['PORT']);
  const preloads = [probe('probe.mjs'), ...(home ? insteadOfTsx(file) : []), ...(preload ? [preload] : [])];
  const mark = newMark();
  const line = await openLine();
  const root = spawn(process.execPath, [...(home ? [] : options), '--import', probe('loaded.mjs'), ...words, ...args], {
    cwd: dirname(file),
    env: {
      ...cleanEnvironment(),
      ...(home ? atHome(home) : {}),
      PORT: String(port),
      ...env,
      NODE_OPTIONS: preloads.map((url) => `--import=${url}`).join(' ') + heapLimit,
      EVERY_CORE_PROBE: line.path,
      EVERY_CORE_RUN: mark,
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
  const kin = new Kin(pid);
  line.onReport((report) => {
    census.add(report);
    if (report.type === 'spawn') kin.add(report.child);
  });
  let excess: Excess | undefined;
  let exit: Exit | undefined;
  let ending: Promise<void> | undefined;
  void exited.then(async ([code, signal]) => {
    exit = { code, signal };
    await drained(); // what it reported last is read
    census.add({ type: 'gone', pid }); // known for certain, whether or not its probe ever spoke
  });
  const inOriginal = (text: string) => text.replaceAll(dirname(file), dirname(copyOf));
  const stdout = new Output(root.stdout, inOriginal);
  const stderr = new Output(root.stderr, inOriginal);
  if (echo) {
    root.stdout.on('data', (text: string) => process.stdout.write(text));
    root.stderr.on('data', (text: string) => process.stderr.write(text));
  }

  const abort = () => void (ending ??= end());
  signal?.addEventListener('abort', abort);
  if (signal?.aborted) abort();

  let looking: NodeJS.Timeout | undefined;
  /** How many processes had been started when it last came to rest. */
  let calm: number | undefined;

  /** Who waits until something is so. */
  const lookers = new Set<() => void>();
  const lookAgain = () => lookers.forEach((look) => look());
  line.onReport(lookAgain);
  root.stdout.on('data', lookAgain);

  const start = await withinItsTime(deadline, Promise.race([tooMuch(), atEnd(), atRest()]));
  return {
    file: copyOf,
    env,
    port,
    answering,
    pid,
    start: start ?? { state: 'busy' },
    census,
    stdout,
    stderr,
    excess: () => excess,
    exit: () => exit,
    ended: closed,
    used: async () => {
      const answers = await withinItsTime(hearing, line.ask('rest'));
      return answers && new Map(answers.map((answer) => [answer.pid, answer]));
    },
    rest: settle,
    until: async (isSo) => (await within(patience, so(isSo))) ?? false,
    signal: (signal, to) => {
      if (process.platform === 'win32' && signal !== 'SIGKILL') void line.ask(signal, to === 'all' ? undefined : [to]);
      else killProcess(to === 'all' ? -pid : to, signal);
    },
    home,
    pm2: (...command) => runPm2(home as string, command, { ...env, EVERY_CORE_RUN: mark }),
    end: () => (ending ??= end()),
  };

  /**
   * The promise's value, or undefined after so many milliseconds. Where others have the cores, a time in which the program got next to no
   * CPU says nothing yet, and it is given another one: Linux tells. Who sleeps gets none either, and stands in no queue for it.
   */
  async function withinItsTime<T>(milliseconds: number, promise: Promise<T>): Promise<T | undefined> {
    const soon = await within(milliseconds / 10, promise);
    if (soon !== undefined) return soon; // nearly always, so nothing is looked at before
    const ticks = () => cpuOf([...census.processes.keys()]);
    const before = ticks();
    const kept = watchQueues(() => [process.pid, ...kin.look()]);
    for (let turn = 0; turn < 6; turn++) {
      const value = await within(turn === 0 ? 0.9 * milliseconds : milliseconds, promise);
      if (value !== undefined || process.platform !== 'linux') return value;
      if (10 * (ticks() - before) > milliseconds / 3 || kept() < milliseconds / 20) return undefined;
    }
    return undefined;
  }

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

  /** Resolves if it takes too much; it is stopped then, also when it has long been started. */
  function tooMuch(): Promise<Start> {
    return new Promise((resolve) => {
      const stop = (of: Excess['of'], amount: number) => {
        if (ending) return;
        excess = { of, amount: Math.floor(amount) };
        killGroup(pid); // now: a moment later there are more
        abort();
        resolve({ state: 'stopped' });
      };
      line.onReport(() => {
        const started = census.spawned - (calm ?? 0);
        const byPerson = echo && calm !== undefined; // who reloads it again and again
        if (started > mostProcesses && !byPerson) stop('processes', started);
      });
      const hear = () => {
        const megabytes = (stdout.length + stderr.length) / 1_000_000;
        if (megabytes > most.written && !echo) stop('megabytes written', megabytes);
      };
      for (const output of [root.stdout, root.stderr]) output.on('data', hear);
      looking = setInterval(async () => {
        const living = kin.look();
        const memory = living.reduce((sum, one) => sum + memoryOf(one), 0);
        await drained(); // whose start was reported by then needn't be told from here
        if (living.length - 1 > mostProcesses) stop('processes', living.length - 1);
        if (memory > mostMemory + 100 * living.length) stop('megabytes', memory);
      }, lookEvery).unref();
    });
  }

  /** What it wrote last is read before its end is told. */
  async function atEnd(): Promise<Start> {
    await closed;
    return { state: 'exited' };
  }

  async function settle(mostWait?: number, isWanted = () => true): Promise<void> {
    await rest(census, line, home ? undefined : kin, mostWait, isWanted);
    if (!isWanted()) return;
    if (!census.processes.get(pid)?.alive) await closed;
    await drained(); // what it wrote before its last answer is in the pipes
    calm = census.spawned;
  }

  async function atRest(): Promise<Start> {
    // PM2 has timers, which are no part of its start: when one process listens it forks the next one at once. One that ends is forked again,
    // and ends again.
    const known = () => [...census.processes.values()].some(({ isWorker, alive, ports }) => isWorker && (!alive || ports.has(port)));
    let waits = true;
    if (!home) await settle();
    else if (await Promise.race([so(known), settle(undefined, () => waits)]).finally(() => (waits = false))) await settle(100);
    if (exit) return atEnd();
    const places = new Set(census.alive.flatMap(({ ports, elsewhere }) => [...[...ports].map((other) => `port ${other}`), ...elsewhere]));
    for (const place of places) if (home && place.includes(home)) places.delete(place); // PM2's own
    if (places.has(`port ${port}`)) return { state: 'ready' };
    return places.size > 0 ? { state: 'elsewhere', places: [...places] } : { state: 'silent' };
  }

  async function end(): Promise<void> {
    if (process.env['NODE_V8_COVERAGE']) await within(2_000, line.ask('coverage'));
    signal?.removeEventListener('abort', abort);
    await endAll(pid, census, kin, line, `EVERY_CORE_RUN=${mark}`, home !== undefined);
    await exited;
    clearInterval(looking);
    forgetGroup(pid);
    line.close();
    lease?.release();
    if (home) rmSync(home, { recursive: true });
  }
}

/** Resolves when this process has looked at all its pipes once more: what was in them is read. */
async function drained(): Promise<void> {
  for (let look = 0; look < 2; look++) await new Promise((resolve) => setImmediate(resolve));
}

/** The promise's value, or undefined after so many milliseconds. */
async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  // Unreferenced: where somebody stopped waiting, the timer must not keep a run that is over from ending.
  const late = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), milliseconds).unref()));
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/**
 * Ends the group, the processes that the system or a probe knows, and, if some process never had one, those that carry the mark. What a
 * probe says of itself is believed only of a process that carries it: any program could claim to be another one.
 * @param anywhere has those that carry the mark looked for in any case: a command of PM2 that comes too late starts a daemon
 */
async function endAll(root: number, census: Census, kin: Kin, line: Line, marked: string, anywhere: boolean): Promise<void> {
  for (;;) {
    const left = kin.look().filter((pid) => pid !== root);
    killGroup(root);
    left.push(...line.connected().filter((pid) => carries(pid, marked)));
    const unheard = [...census.processes.values()].filter((seen) => !seen.heard).length;
    if (anywhere || unheard > 0 || census.spawned >= census.processes.size) left.push(...processesWith(marked));
    for (const pid of left) killProcess(pid);
    if (left.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 2)); // an end is no event here: these are not this process's children
  }
}
