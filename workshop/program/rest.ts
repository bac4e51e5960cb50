import type { Census } from './census.ts';
import type { Line } from './reports.ts';

/** What a process waits for when it is about to go on by itself, and not only if somebody calls on it. */
const busy = /^(FSReq|GetAddrInfo|GetNameInfo|Immediate|Timeout)/;

/** A timer may be part of a start (forking one by one) or run for ever (a report each second): this long it counts as the first, in ms. */
const timerPatience = 1_000;

/** A process that has no probe, or whose file never comes to its end, is given this long, in ms: silence is no event. */
const silencePatience = 1_500;

/**
 * Waits until the program has come to rest: each process is there, none is doing anything, and nothing more will happen unless somebody
 * connects. Found by asking, not by waiting: each process answers from its own event loop what it waits for, and four rounds of answers
 * without any event in between leave no message between two processes undelivered.
 *
 * It does not resolve while a process is in a loop: give it a deadline.
 */
export async function rest(census: Census, line: Line): Promise<void> {
  const began = performance.now();
  for (let quiet = 0; quiet < 4; ) {
    const before = census.happened;
    const elapsed = performance.now() - began;
    const answers = await line.ask('rest');
    const starting = elapsed < silencePatience && census.alive.some((seen) => !seen.loaded && (seen.heard || seen.ports.size === 0));
    const works = answers.some(({ pid, waitsFor }) => {
      const process = census.processes.get(pid);
      // Under round robin a worker that listens keeps a timer of Node's own.
      const idle = elapsed > timerPatience || (process?.isWorker && process.ports.size > 0);
      return waitsFor.some((resource) => busy.test(resource) && !(resource === 'Timeout' && idle));
    });
    if (census.happened === before && !starting && !works) quiet++;
    else {
      quiet = 0;
      await nextEvent(census, before);
    }
  }
}

/** Something was reported, or a few milliseconds went by: what a process waits for is not reported. */
async function nextEvent(census: Census, before: number): Promise<void> {
  for (let turn = 0; turn < 5 && census.happened === before; turn++) await new Promise((resolve) => setTimeout(resolve, 1));
}
