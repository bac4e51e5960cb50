// Given: keeps the CPU busy.
import { createHash } from 'node:crypto';

/** As many rounds take about a millisecond on a usual machine. */
const roundsPerMillisecond = 650;

/**
 * Does a fixed amount of work, about `ms` milliseconds of it, and returns when it is done. Nothing else runs in this process meanwhile.
 *
 * It counts rounds and never looks at a clock: a loop "until 5 ms are over" would also count the time in which it waited for a CPU,
 * and so would take no longer on a machine that is twice as busy.
 */
export function burn(ms: number): void {
  let digest = Buffer.alloc(32);
  for (let round = 0; round < ms * roundsPerMillisecond; round++) digest = createHash('sha256').update(digest).digest();
}
