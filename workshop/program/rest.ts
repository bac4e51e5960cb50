import type { Census } from './census.ts';
import type { Kin } from './kin.ts';
import { cpuOf } from './processes.ts';
import type { Line } from './reports.ts';

/** What a process waits for when it is about to go on by itself, and not only if somebody calls on it. */
const busy = /^(FSReq|GetAddrInfo|GetNameInfo|Immediate)/;

/** So often it is looked who burns CPU, in ms, and what counts as that, in clock ticks: answering our questions takes less. */
const burning = { every: 500, least: 2 };

/**
 * How long after the last event something may still come, in ms. Only odd programs meet these: a right answer is at rest by its events.
 * A timer may be part of a start (forking one by one) or run for ever (a report each second). A process without a probe may be
 * starting, and one with a probe may load its modules, or wait at its top level for something that never comes. As long as it burns CPU,
 * where the system tells, it is at work. Both may take longer on a machine on which starts take long. A process whose probe is gone is
 * about to end, and its parent, which may act on that, hears of it a moment later. Messages that a timer sends for ever are no events.
 */
const patience = { timer: 1_000, leaving: 1_000, unheard: 2_000, loading: 5_000, starts: 10 };

/**
 * Waits until the program has come to rest: each process is there, none is doing anything, and nothing more will happen unless somebody
 * connects. Found by asking, not by waiting: each process answers from its own event loop what it waits for. It may answer before it looks
 * at what else has come, so it takes two rounds of answers until a message is acted upon. After eight without any event in between, no
 * signal or message is left undone, nor a message that followed from it, up to the third.
 *
 * It does not resolve while a process is in a loop: give it a deadline.
 * @param kin where what burns CPU is at work; without, it may be at anything, as PM2 is in all its processes
 * @param mostWait how long a timer of the program may be part of what goes on, in ms
 * @param isWanted whether somebody still waits for it; if not, it resolves at its next round
 */
export async function rest(census: Census, line: Line, kin?: Kin, mostWait = patience.timer, isWanted = () => true): Promise<void> {
  let lastEvent = performance.now();
  let [looked, burned] = [lastEvent, 0];
  for (let quiet = 0; quiet < 8 && isWanted();) {
    const { happened: before, messages } = census;
    const now = performance.now();
    if (kin && now - looked > burning.every && census.alive.some(({ loaded, ports }) => !loaded && ports.size === 0)) {
      const ticks = cpuOf(kin.look().filter((pid) => !census.processes.get(pid)?.loaded));
      if (ticks - burned >= burning.least) lastEvent = now;
      [looked, burned] = [now, ticks];
    }
    const since = now - lastEvent;
    const answers = await line.ask('rest');
    const slow = patience.starts * census.slowestStart;
    const starting = census.alive.some(({ loaded, heard, ports }) =>
      heard ? !loaded && since < Math.max(patience.loading, slow) : ports.size === 0 && since < Math.max(patience.unheard, slow),
    );
    const leaving = [...census.processes.values()].some(({ alive, exit, parent = 0 }) => {
      return !alive && !exit && census.processes.get(parent)?.alive && since < patience.leaving;
    });
    const timed = answers.some(({ pid, waitsFor }) => {
      return waitsFor.filter((resource) => resource === 'Timeout').length > (census.processes.get(pid)?.nodeTimers ?? 0);
    });
    const works = (timed && since < mostWait) || answers.some(({ waitsFor }) => waitsFor.some((resource) => busy.test(resource)));
    const events = () => census.happened - before - (timed ? census.messages - messages : 0);
    if (events() === 0 && !starting && !leaving && !works) quiet++;
    else {
      quiet = 0;
      await nextEvent(census, before, Math.min(50, Math.max(5, since / 20))); // to answer takes CPU: the longer it is calm, the less often
      if (events() > 0) lastEvent = performance.now();
    }
  }
}

/** Something was reported, or so many milliseconds went by: what a process waits for is not reported. */
async function nextEvent(census: Census, before: number, milliseconds: number): Promise<void> {
  for (let turn = 0; turn < milliseconds && census.happened === before; turn++) await new Promise((resolve) => setTimeout(resolve, 1));
}
