import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Subject } from '#workshop/checks.ts';
import { Failure } from '#workshop/failure.ts';
import { crowded } from '#workshop/program/crowd.ts';
import { cleanEnvironment } from '#workshop/program/environment.ts';
import type { Load } from '#workshop/program/load.ts';
import { Program } from '#workshop/program/program.ts';
import { serving } from '../cluster.ts';
import { Kept } from '../09-zero-downtime-reload/reloads.ts';
import { Gate } from '../09-zero-downtime-reload/versions.ts';

// A program that PM2 runs, and what is seen of it from outside.

/** So many processes are asked for: not as many as there are CPUs. */
export const wanted = availableParallelism() === 2 ? 3 : 2;

export const forks =
  'each process wants the port for itself, and PM2 shares it in cluster mode only: look at exec_mode in the ecosystem file.';

const causes: readonly [words: RegExp, cause: string][] = [
  [/EADDRINUSE|the port is taken already/, forks],
  [/No script path/, 'PM2 found no app in your file: it looks for an export of the name apps, and not for a default one.'],
  [
    /Unknown file extension "\.ts"/,
    'PM2 itself reads the ecosystem file, without tsx: it can import nothing that ends in .ts. process.env is there.',
  ],
  [/PM2 error: /, 'PM2 refused the ecosystem file, and its last words say what it doesn’t take. (All its times are milliseconds.)'],
];

const gates = new WeakMap<Program, Gate>();

/** The gate at which its processes wait before they listen. It is open at first. */
export const gateOf = (program: Program): Gate => gates.get(program) as Gate;

/** `instances` as the ecosystem file computes it where WEB_CONCURRENCY is not set, or the error with which that ends. */
export function instancesUnlessTold({ file }: Program): Promise<string> {
  const script = fileURLToPath(new URL('instances.mjs', import.meta.url));
  const options = { env: cleanEnvironment(), timeout: crowded(10_000) };
  return new Promise((resolve) => {
    execFile(process.execPath, [script, pathToFileURL(file).href], options, (error, stdout, stderr) => {
      if (error?.killed) resolve('a file that is never read to its end');
      else resolve(error ? (/^\w*Error: .*$/m.exec(stderr)?.[0] ?? stderr) : stdout.trim());
    });
  });
}

/** The judged file, run by PM2 with so many processes. */
export const byPm2 = (processes: number): Subject<Program> => ({
  start: async (file, signal) => {
    const gate = await Gate.make();
    gate.open();
    const preload = new URL(`at-gate.mjs?port=${gate.port}`, import.meta.url).href;
    try {
      const program = await Program.start(file, { env: { WEB_CONCURRENCY: String(processes) }, preload, signal });
      gates.set(program, gate);
      return program;
    } catch (error) {
      gate.close();
      throw error instanceof Failure ? underPm2(error) : error;
    }
  },
  end: async (program) => {
    await program.end();
    gateOf(program).close();
  },
});

/** What it means under PM2 that it doesn't start. */
function underPm2(failure: Failure): Failure {
  const cause = causes.find(([words]) => words.test(failure.message))?.[1];
  return cause === undefined ? failure : new Failure({ ...failure.told, so: cause });
}

/** A process as PM2 tells of it. */
export interface Listed {
  pid: number;
  pm2_env: { status: string; pm_out_log_path: string; kill_timeout?: number; wait_ready?: boolean; restart_delay?: number };
}

/** What `pm2 jlist` tells. */
export async function listed(program: Program): Promise<Listed[]> {
  const { text } = await program.pm2('jlist');
  return JSON.parse(/^\[(\{.*)?\]$/m.exec(text)?.[0] ?? '[]') as Listed[];
}

/** How long PM2 waits for a process that it told to leave, in ms: it tells. */
export async function patienceOf(program: Program): Promise<number> {
  const seen = await reloads.get(program);
  return seen?.patience ?? patienceIn(await listed(program));
}

const patienceIn = ([first]: readonly Listed[]): number => first?.pm2_env.kill_timeout ?? 1_600;

/** What was seen of a reload. */
export interface Reloaded {
  before: readonly number[];
  /** How long PM2 waits for a process that it told to leave, in ms. */
  patience: number;
  /** Whether PM2 waits for the word "ready". */
  waitsForReady: boolean;
  /** How PM2 called those that stood at the gate, and listened nowhere. */
  atGate: readonly string[];
  /** Those of before that had left by then, or closed a connection. */
  gone: readonly number[];
  /** Clients that kept a connection on which nothing was in flight. */
  kept: readonly Kept[];
  /** Those of them that got no answer any more. */
  lost: readonly Kept[];
  loads: readonly Load[];
}

const reloads = new WeakMap<Program, Promise<Reloaded>>();

/** Reloads it under load, once for all checks that ask. */
export function reloaded(program: Program): Promise<Reloaded> {
  const known = reloads.get(program) ?? reload(program);
  reloads.set(program, known);
  return known;
}

async function reload(program: Program): Promise<Reloaded> {
  const gate = gateOf(program);
  const before = serving(program);
  const kept = await keptBy(program, before.length);
  const few = { clients: 2, most: 20_000 };
  const loads = [program.load('/slow?ms=30', few), program.load('/slow?ms=30', { ...few, keepAlive: true })];
  const answers = () => Promise.all(loads.map((load) => load.answers(10)));
  try {
    await answers();
    gate.shut();
    const arrived = gate.came(gate.arrivals + 1);
    const state = { over: false };
    const command = program.pm2('reload', 'every-core').finally(() => (state.over = true));
    await Promise.race([arrived, command]);
    const now = await listed(program);
    const atGate = now
      .filter(({ pid }) => pid && !before.includes(pid) && !serving(program).includes(pid))
      .map(({ pm2_env }) => pm2_env.status);
    const lost: Kept[] = [];
    const ask = async () => {
      for (const client of kept)
        if (!client.saidGoodbye && !lost.includes(client) && !(await client.ask()) && !client.isOld) lost.push(client);
    };
    await ask();
    const gone = before.filter((pid) => lost.some(({ worker }) => worker === pid) || !program.workers.includes(pid));
    gate.open();
    while (!state.over) {
      await Promise.race([command, sleep(50)]); // idle for so long, and never long enough for the keep-alive timeout
      await ask();
    }
    await command;
    await answers();
    return { before, patience: patienceIn(now), waitsForReady: now[0]?.pm2_env.wait_ready ?? false, atGate, gone, kept, lost, loads };
  } finally {
    await Promise.all(loads.map((load) => load.stop()));
  }
}

/** So many clients, each of which keeps its connection. */
export async function keptBy(program: Program, clients: number): Promise<Kept[]> {
  const kept: Kept[] = [];
  for (let client = 0; client < clients; client++) kept.push(await Kept.open(program));
  return kept;
}
