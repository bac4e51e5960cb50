import { availableParallelism, loadavg } from 'node:os';

/**
 * How many processes want each core, from 1 to 8: by so much longer is a program waited for of which only time can tell whether it still
 * does something. (Windows doesn't tell; there it is 1.)
 */
export const crowding = (): number => Math.min(8, Math.max(1, (loadavg()[0] as number) / availableParallelism()));
