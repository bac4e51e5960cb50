import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/**
 * Ends a process at once; that it is gone already is fine. A negative pid stands for its whole group.
 * 0 is nobody: to the system it would be this process with its own group.
 */
export function killProcess(pid: number, signal: NodeJS.Signals = 'SIGKILL'): void {
  if (pid === 0) return;
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Ends a process with its descendants: by its group, or by Windows' own list of children. */
export function killGroup(pid: number): void {
  if (process.platform !== 'win32') return killProcess(-pid);
  try {
    execFileSync('taskkill', ['/T', '/F', '/PID', String(pid)], { stdio: 'ignore' });
  } catch {} // it was gone
}

/** The living processes whose environment holds `text`, wherever they fled. Linux tells; elsewhere none is found. */
export function processesWith(text: string): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => carries(pid, text));
}

/** Whether a process carries `text` in its environment; so say all where the system doesn't tell. */
export function carries(pid: number, text: string): boolean {
  return process.platform !== 'linux' || readProc(pid, 'environ').includes(text);
}

/** Where a process comes from. */
export interface Origin {
  parent: number;
  group: number;
  /** In clock ticks since boot, which tells it from a later one with its number. */
  started: number;
}

/** Where a living process comes from: Linux tells. One that has ended is gone, whether or not its parent has heard of it. */
export function originOf(pid: number): Origin | undefined {
  // proc(5): pid (comm) state ppid pgrp … starttime is field 22. The name in brackets may hold anything.
  const [state = '', parent, group, ...rest] = readProc(pid, 'stat').split(') ').at(-1)?.split(' ') ?? [];
  const started = rest[16];
  if (started === undefined || /[ZX]/.test(state)) return undefined;
  return { parent: Number(parent), group: Number(group), started: Number(started) };
}

/** The memory that a process holds, in MB: Linux tells, elsewhere 0. */
export function memoryOf(pid: number): number {
  return Number(/^VmRSS:\s*(\d+) kB/m.exec(readProc(pid, 'status'))?.[1] ?? 0) / 1024;
}

/**
 * The CPU that processes have used together, in clock ticks, a hundredth of a second each: Linux tells, elsewhere 0.
 * @param pids of processes, or threads: `4242/task/4243`
 */
export function cpuOf(pids: readonly (number | string)[]): number {
  const ticks = pids.flatMap((pid) => readProc(pid, 'stat').split(') ').at(-1)?.split(' ').slice(11, 13) ?? []);
  return ticks.map(Number).reduce((sum, each) => sum + each, 0);
}

/**
 * Begins to watch what keeps processes from their work; the function that it gives tells for how long it has done so since, in ms: all their
 * threads together in the queue of a core, and on top of that the machine waiting for its disks and for its host. Linux tells; Infinity
 * where it doesn't.
 * @param pids gives those that live now
 */
export function watchQueues(pids: () => readonly number[]): () => number {
  if (readProc('self', 'schedstat') === '') return () => Infinity;
  const look = () => new Map(pids().map((pid) => [pid, queuedOf(pid)]));
  const [before, waited] = [look(), machineWaited()];
  return () => [...look()].reduce((sum, [pid, ms]) => sum + Math.max(0, ms - (before.get(pid) ?? 0)), machineWaited() - waited);
}

/** How long the threads of a process have queued for a core, in ms; 0 if it is gone. */
function queuedOf(pid: number): number {
  // proc(5): ns on a core, ns in its queue, times
  const queued = tasksOf(pid).map((task) => /^\d+ (\d+) /.exec(readProc(pid, `task/${task}/schedstat`))?.[1]);
  return queued.reduce((sum, ns) => sum + Number(ns ?? 0) / 1e6, 0);
}

/** How long all cores together had nothing to do but to wait for a disk, or were taken by the host, in ms. */
function machineWaited(): number {
  // proc(5): cpu user nice system idle iowait irq softirq steal
  const cpu = readProc('', 'stat').split('\n', 1)[0]?.split(/ +/) ?? [];
  return 10 * (Number(cpu[5]) + Number(cpu[8]));
}

function tasksOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return []; // gone
  }
}

function readProc(pid: number | string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return ''; // gone, or somebody else's
  }
}
