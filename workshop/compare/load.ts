import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { cleanEnvironment } from '../program/environment.ts';
import { forgetGroup, newMark, watchGroup } from '../program/guardian.ts';
import { nodeOptionsFor } from '../program/source.ts';
import type { Target } from './load/client.ts';
import type { Job, Report } from './load/generator.ts';
import type { Look } from './load/look.ts';
import type { Seen } from './load/tally.ts';

/** What all generators have seen together; `cpu` is what the busiest of them took of one core, `cpus` what all took. */
export type Measured<Result> = Result & { cpu: number; cpus: number };

const file = fileURLToPath(new URL('load/generator.ts', import.meta.url));

/**
 * As many processes send load, each over its part of the connections. Two at least: opening a connection costs the one who opens it as much
 * as the one who accepts it, so a single generator would be at its limit when a single server is.
 */
const count = Math.max(2, Math.ceil(availableParallelism() / 4));

/** The load generators of one place: the machine, or a network namespace. */
export class Load {
  readonly #generators: ChildProcess[];

  /** @param inside what starts a program in that place */
  constructor(inside: readonly string[] = []) {
    const [program = process.execPath, ...words] = [...inside, process.execPath, ...nodeOptionsFor(file), file];
    this.#generators = Array.from({ length: count }, () => {
      const generator = spawn(program, words, {
        env: { ...cleanEnvironment(), EVERY_CORE_RUN: newMark() },
        detached: process.platform !== 'win32',
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
        serialization: 'advanced',
        windowsHide: true,
      });
      if (generator.pid) watchGroup(generator.pid);
      return generator;
    });
  }

  /** One answer. */
  async look(port: number, path: string, keepAlive: boolean): Promise<Look> {
    const [first] = this.#generators as [ChildProcess];
    return (await send<Look>(first, { kind: 'look', port, path, keepAlive })).result;
  }

  /** As many requests as get done: see closed.ts. */
  async closed(target: Target, connections: number, seconds: number): Promise<Measured<Seen>> {
    const reports = await all(
      this.#generators.map((generator, i) => send<Seen>(generator, { kind: 'closed', target, connections: part(connections, i), seconds })),
    );
    return together(reports);
  }

  /** Requests at a fixed rate: see open.ts. */
  async open(target: Target, connections: number, rate: number, seconds: number): Promise<Measured<Seen> & { latencies: number[] }> {
    const reports = await all(
      this.#generators.map((generator, i) => {
        const job: Job = { kind: 'open', target, connections: part(connections, i), rate: rate / count, seconds };
        return send<Seen & { latencies: Float64Array }>(generator, job);
      }),
    );
    return { ...together(reports), latencies: reports.flatMap(({ result }) => [...result.latencies]) };
  }

  /** Ends the generators, which leave when nobody is there to report to; resolves when they have ended. */
  async end(): Promise<void> {
    await Promise.all(
      this.#generators.map(async (generator) => {
        const { pid, exitCode, signalCode } = generator;
        if (!pid || exitCode !== null || signalCode !== null) return;
        const exited = once(generator, 'exit');
        if (generator.connected) generator.disconnect();
        await exited;
        forgetGroup(pid);
      }),
    );
  }
}

/** Waits for all, also where one has failed: a generator does one job at a time. */
async function all<T>(reports: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(reports);
  return Promise.all(reports);
}

const part = (connections: number, i: number) => Math.ceil((connections - i) / count);

async function send<Result>(generator: ChildProcess, job: Job): Promise<{ result: Result; cpu: number }> {
  generator.send(job);
  const over = new AbortController();
  try {
    const [report] = (await Promise.race([
      once(generator, 'message', { signal: over.signal }),
      once(generator, 'exit', { signal: over.signal }).then(() => Promise.reject(new Error('the load generator has ended'))),
    ])) as [Report];
    if ('error' in report) throw new Error(report.error);
    return report as { result: Result; cpu: number };
  } finally {
    over.abort();
  }
}

function together(reports: readonly { result: Seen; cpu: number }[]): Measured<Seen> {
  const sum = (of: (seen: Seen) => number) => reports.reduce((all, { result }) => all + of(result), 0);
  const byPid: Record<string, number> = {};
  for (const { result } of reports) for (const [pid, answers] of Object.entries(result.byPid)) byPid[pid] = (byPid[pid] ?? 0) + answers;
  return {
    answered: sum(({ answered }) => answered),
    failed: sum(({ failed }) => failed),
    timeouts: sum(({ timeouts }) => timeouts),
    connections: sum(({ connections }) => connections),
    took: Math.max(...reports.map(({ result }) => result.took)),
    byPid,
    cpu: Math.max(...reports.map(({ cpu }) => cpu)),
    cpus: reports.reduce((all, { cpu }) => all + cpu, 0),
  };
}
