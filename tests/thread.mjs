// Runs in a thread: imports the judged file and calls its functions. See functions.ts. JavaScript, since tsx registers no loader in a thread.
import { readlinkSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { inspect, isDeepStrictEqual } from 'node:util';
import { parentPort, workerData } from 'node:worker_threads';

/** @type {{ file: string, tsx: boolean }} */
const { file, tsx } = workerData;
say({ type: 'begins', thread: ownFolder() });
const load = tsx ? (await import('tsx/esm/api')).tsImport : (/** @type {string} */ url) => import(url);
/** @type {Record<string, (...args: unknown[]) => unknown>} */
const judged = await load(pathToFileURL(file).href, import.meta.url);

parentPort?.on('message', ({ name, cases }) => {
  say({ type: 'values', results: cases.map((/** @type {unknown[]} */ args) => call(judged[name], args)) });
});
say({ type: 'names', names: Object.keys(judged).filter((name) => typeof judged[name] === 'function') });

/** The thread's folder in /proc, where there is one: `4242/task/4243`. */
function ownFolder() {
  try {
    return readlinkSync('/proc/thread-self');
  } catch {
    return undefined;
  }
}

/** @param {import('./functions.ts').Message} message */
function say(message) {
  parentPort?.postMessage(message);
}

/**
 * @param {((...args: unknown[]) => unknown) | undefined} judgedFunction
 * @param {unknown[]} args
 */
function call(judgedFunction, args) {
  try {
    const given = structuredClone(args);
    const value = judgedFunction?.(...args);
    const changed = !isDeepStrictEqual(args, given);
    return {
      changed,
      value: copyOf(value),
      shown: inspect(value, { breakLength: Infinity, depth: 4, maxArrayLength: 20 }),
    };
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/**
 * What was returned, as it was then: a later call may change it.
 * @param {unknown} value
 * @returns {unknown} undefined for what can't be sent
 */
function copyOf(value) {
  try {
    return structuredClone(value);
  } catch {
    return undefined;
  }
}
