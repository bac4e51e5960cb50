import { originOf } from './program/processes.ts';

/**
 * Ends this process when npm, which started it, has ended: `kill npm` and `kill -9 npm` reach npm's shell at most, and nobody tells this
 * process. The one place where looking again and again is right: an ancestor's end is no event. What this process had started, the
 * guardian ends.
 */
export function endWithNpm(): void {
  if (!process.env['npm_command']) return;
  const shell = process.ppid;
  const above = [shell, originOf(shell)?.parent ?? 0].map((pid) => ({ pid, started: originOf(pid)?.started }));
  setInterval(() => {
    if (process.ppid !== shell || above.some(({ pid, started }) => originOf(pid)?.started !== started)) process.exit(1);
  }, 200).unref();
}
