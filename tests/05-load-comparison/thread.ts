// Runs in a thread: imports the judged file and calls its functions. See functions.ts.
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import { parentPort, workerData } from 'node:worker_threads';
import type { Message } from './functions.ts';

const say = (message: Message) => parentPort?.postMessage(message);
const judged = (await import(pathToFileURL(workerData as string).href)) as Record<string, (...args: unknown[]) => unknown>;

parentPort?.on('message', ({ name, cases }: { name: string; cases: unknown[][] }) => {
  say({ type: 'values', results: cases.map((args) => call(judged[name], args)) });
});
say({ type: 'names', names: Object.keys(judged).filter((name) => typeof judged[name] === 'function') });

function call(judgedFunction: (typeof judged)[string] | undefined, args: unknown[]) {
  try {
    const value = judgedFunction?.(...args);
    return { value: canBeSent(value) ? value : undefined, shown: inspect(value, { breakLength: Infinity, depth: 4, maxArrayLength: 20 }) };
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

function canBeSent(value: unknown): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}
