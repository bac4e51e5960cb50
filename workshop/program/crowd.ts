import { availableParallelism, loadavg } from 'node:os';

/**
 * How many processes want each core, from 1 to 3: what takes a second on an idle machine takes so many here. (Three at most: in a container
 * the load may be that of a larger machine.) Windows doesn't tell.
 */
export function crowd(): number {
  return Math.min(3, Math.max(1, (loadavg()[0] ?? 0) / availableParallelism()));
}
