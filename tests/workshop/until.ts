import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

/** The start and the end of somebody else's child are no events: this looks until something is so, for a minute at most. */
export async function until(isSo: () => boolean, what: () => string): Promise<void> {
  for (const end = performance.now() + 60_000; !isSo(); await sleep(20)) assert.ok(performance.now() < end, `waited in vain for ${what()}`);
}
