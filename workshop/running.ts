import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lessons.ts';

/** A file for each `npm run app` that is running: its name is the pid, it holds the port and, where PM2 runs the program, PM2's home. */
const folder = join(root, '.every-core', 'running');

/** Notes which program `npm run app` started, so that `npm run call` and `npm run pm2` find it. */
export function noteRunning(port: number, home = ''): void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, String(process.pid));
  writeFileSync(file, `${port}\n${home}`);
  process.once('exit', () => rmSync(file, { force: true }));
}

/** The port of a program that `npm run app` is running; undefined if none is. */
export const runningPort = (): number | undefined => running()[0]?.port;

/** The home of the PM2 that runs a program for `npm run app`; undefined if none does. */
export const runningHome = (): string | undefined => running().find(({ home }) => home !== '')?.home;

function running(): { port: number; home: string }[] {
  try {
    const alive = readdirSync(folder).filter((pid) => isAlive(Number(pid)));
    return alive.map((pid) => {
      const [port, home = ''] = readFileSync(join(folder, pid), 'utf8').split('\n');
      return { port: Number(port), home };
    });
  } catch {
    return []; // nothing was ever started, or it is just ending
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
