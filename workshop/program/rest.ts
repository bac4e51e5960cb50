import type { Census } from './census.ts';
import type { Line } from './reports.ts';

/** What a process waits for when it is about to go on by itself, and not only if somebody calls on it. */
const busy = /^(FSReq|GetAddrInfo|GetNameInfo|Immediate)/;

/**
 * How long after the last event something may still come, in ms. Only odd programs meet these: a right answer is at rest by its events.
 * A timer may be part of a start (forking one by one) or run for ever (a report each second). A process without a probe may be
 * starting. One with a probe may wait at its top level for something that never comes. A process whose probe is gone is about to end, and
 * its parent, which may act on that, hears of it a moment later.
 */
const patience = { timer: 1_000, leaving: 1_000, unheard: 2_000, loading: 5_000 };

/**
 * Waits until the program has come to rest: each process is there, none is doing anything, and nothing more will happen unless somebody
 * connects. Found by asking, not by waiting: each process answers from its own event loop what it waits for, and four rounds of answers
 * without any event in between leave no message between two processes undelivered.
 *
 * It does not resolve while a process is in a loop: give it a deadline.
 * @param timers how long a timer of the program may be part of what goes on, in ms
 */
export async function rest(census: Census, line: Line, timers = patience.timer): Promise<void> {
  let lastEvent = performance.now();
  for (let quiet = 0; quiet < 4;) {
    const before = census.happened;
    const since = performance.now() - lastEvent;
    const answers = await line.ask('rest');
    const starting = census.alive.some(({ loaded, heard, ports }) =>
      heard ? !loaded && since < patience.loading : ports.size === 0 && since < patience.unheard,
    );
    const leaving = [...census.processes.values()].some(({ alive, exit, parent = 0 }) => {
      return !alive && !exit && census.processes.get(parent)?.alive && since < patience.leaving;
    });
    const works = answers.some(({ pid, waitsFor }) => {
      const open = waitsFor.filter((resource) => resource === 'Timeout').length - (census.processes.get(pid)?.nodeTimers ?? 0);
      return (open > 0 && since < timers) || waitsFor.some((resource) => busy.test(resource));
    });
    if (census.happened === before && !starting && !leaving && !works) quiet++;
    else {
      quiet = 0;
      await nextEvent(census, before);
      if (census.happened > before) lastEvent = performance.now();
    }
  }
}

/** Something was reported, or a few milliseconds went by: what a process waits for is not reported. */
async function nextEvent(census: Census, before: number): Promise<void> {
  for (let turn = 0; turn < 5 && census.happened === before; turn++) await new Promise((resolve) => setTimeout(resolve, 1));
}
