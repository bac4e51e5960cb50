import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lessons.ts';

const folder = join(root, '.every-core');
const file = join(folder, 'running.json');

/** Notes which program `npm run app` started, so that `npm run call` finds it without being told its port. */
export function noteRunning(port: number): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, JSON.stringify({ port, app: process.pid }));
  process.once('exit', () => rmSync(file, { force: true }));
}

/** The port of the program that `npm run app` is running; undefined if none is. */
export function runningPort(): number | undefined {
  try {
    const { port, app } = JSON.parse(readFileSync(file, 'utf8')) as { port: number; app: number };
    process.kill(app, 0); // throws if nobody is there
    return port;
  } catch {
    return undefined;
  }
}
