// Given: how many workers to fork. WEB_CONCURRENCY, or as many as this process may use cores.
import os from 'node:os';
import { exitSaying } from './exit-saying.ts';

/** A whole number from 1. An empty variable counts as unset. */
export const workerCount = readWorkerCount(process.env['WEB_CONCURRENCY'] || String(os.availableParallelism()));

function readWorkerCount(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  return exitSaying(`WEB_CONCURRENCY must be a whole number from 1, and is "${text}".`);
}
