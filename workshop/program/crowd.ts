import { availableParallelism, loadavg } from 'node:os';

/**
 * How long something takes here that takes so many milliseconds on an idle machine: as many times as long as processes want each core, from
 * 1 to 3. (Three at most: in a container the load may be that of a larger machine.) Windows doesn't tell.
 * @returns whole milliseconds, as some of Node's functions want them
 */
export function crowded(milliseconds: number, load = loadavg()[0] ?? 0): number {
  return Math.ceil(milliseconds * Math.min(3, Math.max(1, load / availableParallelism())));
}
