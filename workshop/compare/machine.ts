import { readFileSync } from 'node:fs';
import os from 'node:os';
import { cpuOf } from '../program/processes.ts';
import type { Machine } from './result.ts';

/** What this machine is. */
export function machine(versions: Record<string, string>): Machine {
  return {
    system: `${process.platform} ${os.release()} ${process.arch}`,
    cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores: os.availableParallelism(),
    memoryMB: Math.round(os.totalmem() / 2 ** 20),
    versions: { node: process.versions.node, ...versions },
  };
}

/** What the CPUs did meanwhile. */
export interface Meanwhile {
  /** CPU of the watched processes, in milliseconds; undefined where it isn't told. */
  cpu: number | undefined;
  /** CPU that the host took from this machine, as a share of all cores. */
  steal: number | undefined;
  /** CPU of all others, as a share of all cores. */
  elsewhere: number | undefined;
}

/** A hundredth of a second, in ms: what Linux counts CPU in. */
const tick = 10;

/**
 * Begins to watch; the function that it gives tells what the CPUs have done since.
 * @param pids the processes that are measured
 */
export function watchCpus(pids: readonly number[]): (generators: number) => Meanwhile {
  const [began, before, own, all] = [performance.now(), cpuOf(pids), process.cpuUsage(), readAll()];
  /** @param generators how many cores the load generators used */
  return (generators) => {
    const now = readAll();
    if (!all || !now) return { cpu: undefined, steal: undefined, elsewhere: undefined };
    const { user, system } = process.cpuUsage(own);
    const cpu = (cpuOf(pids) - before) * tick;
    const ours = cpu + generators * (performance.now() - began) + (user + system) / 1000;
    const total = now.total - all.total;
    return { cpu, steal: (now.steal - all.steal) / total, elsewhere: Math.max(0, now.busy - all.busy - ours / tick) / total };
  };
}

/** In ticks since boot, of all cores: at work for a process, taken by the host, and all there was. Linux tells. */
function readAll(): { busy: number; steal: number; total: number } | undefined {
  if (process.platform !== 'linux') return undefined;
  // proc(5): cpu user nice system idle iowait irq softirq steal guest guest_nice; guests count in user already.
  const [user = 0, nice = 0, system = 0, ...rest] =
    readFileSync('/proc/stat', 'utf8').split('\n', 1)[0]?.split(/ +/).slice(1, 9).map(Number) ?? [];
  return { busy: user + nice + system, steal: rest[4] ?? 0, total: rest.reduce((sum, each) => sum + each, user + nice + system) };
}
