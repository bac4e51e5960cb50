import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lessons.ts';

/** A file for each `npm run app` that is running: its name is the pid, it holds the port. */
const folder = join(root, '.every-core', 'running');

/** Notes which program `npm run app` started, so that `npm run call` finds it without being told its port. */
export function noteRunning(port: number): void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, String(process.pid));
  writeFileSync(file, String(port));
  process.once('exit', () => rmSync(file, { force: true }));
}

/** The port of a program that `npm run app` is running; undefined if none is. */
export function runningPort(): number | undefined {
  try {
    const running = readdirSync(folder).find((pid) => isAlive(Number(pid)));
    return running === undefined ? undefined : Number(readFileSync(join(folder, running), 'utf8'));
  } catch {
    return undefined; // nothing was ever started, or it is just ending
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
