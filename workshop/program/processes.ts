import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Ends a process at once; that it is gone already is fine. A negative pid stands for its whole group. */
export function killProcess(pid: number, signal: NodeJS.Signals = 'SIGKILL'): void {
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

/** The CPU that processes have used together, in clock ticks, a hundredth of a second each: Linux tells, elsewhere 0. */
export function cpuOf(pids: readonly number[]): number {
  const ticks = pids.flatMap((pid) => readProc(pid, 'stat').split(') ').at(-1)?.split(' ').slice(11, 13) ?? []);
  return ticks.map(Number).reduce((sum, each) => sum + each, 0);
}

function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return ''; // gone, or somebody else's
  }
}
