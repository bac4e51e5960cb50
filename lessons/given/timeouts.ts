// Given: how long a primary waits for its workers, in milliseconds.
import { exitSaying } from './exit-saying.ts';

/** SHUTDOWN_TIMEOUT: how long what is in flight may take when a worker is to leave. Ten seconds unless told. */
export const shutdownTimeout = readTimeout('SHUTDOWN_TIMEOUT', '10000');

/** START_TIMEOUT: how long a new worker may take until it listens. Ten seconds unless told. */
export const startTimeout = readTimeout('START_TIMEOUT', '10000');

/** A whole number from 0. An empty variable counts as unset. */
function readTimeout(name: string, otherwise: string): number {
  const text = process.env[name] || otherwise;
  const number = Number(text);
  if (/^\d+$/.test(text) && number < 2 ** 31) return number; // a longer timer would run off at once
  return exitSaying(`${name} must be a whole number of milliseconds below ${2 ** 31}, and is "${text}".`);
}
