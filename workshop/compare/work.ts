import { pbkdf2Sync } from 'node:crypto';

/** How many rounds of the hash of server/handler.mjs take so many milliseconds of CPU on this machine: the fastest of ten tries counts. */
export function hashRoundsIn(milliseconds: number): number {
  const tried = 10_000;
  const tries = Array.from({ length: 10 }, () => {
    const before = process.cpuUsage();
    pbkdf2Sync('every', 'core', tried, 32, 'sha256');
    return process.cpuUsage(before).user / 1000;
  });
  return Number(((tried * milliseconds) / Math.min(...tries)).toPrecision(2));
}
