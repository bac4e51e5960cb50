// Given: what goes wrong in a handler, in two ways. What the error says is for your log, and for no client.
import { setImmediate as turn } from 'node:timers/promises';

/** Throws, at once. */
export function failNow(): never {
  throw new Error('The database at 10.0.0.7 refuses user admin');
}

/** Gives a promise that is rejected, a moment later. */
export async function failLater(): Promise<never> {
  await turn();
  return failNow();
}
