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
    .filter((name) => readProc(name, 'environ').includes(text))
    .map(Number);
}

/** The parent of a process and when it started, in clock ticks since boot (which tells it from a later one with its number). */
export function originOf(pid: number): { parent: number; started: string } | undefined {
  // proc(5): pid (comm) state ppid … starttime is field 22. The name in brackets may hold anything.
  const fields = readProc(pid, 'stat').split(') ').at(-1)?.split(' ');
  const [parent, started] = [fields?.[1], fields?.[19]];
  return parent && started ? { parent: Number(parent), started } : undefined;
}

/** The CPU that processes have used together, in clock ticks, a hundredth of a second each: Linux tells, elsewhere 0. */
export function cpuOf(pids: readonly number[]): number {
  const ticks = pids.flatMap((pid) => readProc(pid, 'stat').split(') ').at(-1)?.split(' ').slice(11, 13) ?? []);
  return ticks.map(Number).reduce((sum, each) => sum + each, 0);
}

function readProc(pid: number | string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return ''; // gone, or somebody else's
  }
}
