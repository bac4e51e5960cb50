import { setTimeout as sleep } from 'node:timers/promises';
import { firstDelay, mostEarlyDeaths, stableAfter } from '#given/restarts.ts';
import { type Starter, check, star } from '#workshop/checks.ts';
import { count, list } from '#workshop/failure.ts';
import type { Load } from '#workshop/program/load.ts';
import type { Program } from '#workshop/program/program.ts';
import { cluster, expectWorkers, forked } from '../cluster.ts';
import { Deaths, type Wait, expectReplaced, longestWait, wholeWait } from './deaths.ts';

// No program meets more early deaths than may be made good, except in the crash loop: whether they are counted for each place or for all, is the learner's choice.
const pair = cluster({ WEB_CONCURRENCY: '2' });
const both = cluster({ WEB_CONCURRENCY: '2' });
const stopped = cluster({ WEB_CONCURRENCY: '2' });
const lonely = cluster({ WEB_CONCURRENCY: '1' });

const clients = 4;
const restartsAll = 'one death is no reason to restart the others, which serve clients. Replace only the one that died.';

export const checks = [
  check('a killed worker is replaced, and only requests at it are lost', pair, async (program) => {
    expectWorkers(program, 2, 'WEB_CONCURRENCY says 2');
    const [victim, other] = program.workers as [number, number];
    const load = program.load('/slow?ms=10', { clients, keepAlive: true, most: 1_000 });
    try {
      await load.answers(2 * clients);
      await program.kill(victim);
      await load.answers(2 * clients);
    } finally {
      await program.stop(load);
    }
    await expectReplaced(program, 2, 'one was killed', 'nobody takes its place: fork another one on "exit".');
    expectExplained(program, load, victim);
    if (!program.workers.includes(other)) {
      throw program.failure({
        expected: `worker ${other}, which was not killed, to live on`,
        saw: `it is gone, and ${list(program.workers)} are there`,
        so: restartsAll,
      });
    }
    await program.kill(program.workers.at(-1) as number);
    await expectReplaced(
      program,
      2,
      'the new one was killed too',
      'only the workers of the start are watched: each one that is forked needs its own successor.',
    );
  }),

  check('a worker is replaced however it died: by an exception, by exit code 0, by SIGTERM', pair, async (program) => {
    await die(program, '/crash', 'an exception that nobody caught');
    await expectReplaced(program, 2, 'an exception', 'a worker that ends by an exception has exit code 1 and no signal: replace it too.');
    await die(program, '/exit?code=0', 'process.exit(0)');
    await expectReplaced(
      program,
      2,
      'process.exit(0) in a worker',
      'exit code 0 only says that the worker was content to go. It is missing all the same: whether it is replaced depends on who wanted it to go, not on the code.',
    );
    const [worker = 0] = program.workers;
    await program.kill(worker, 'SIGTERM');
    await expectReplaced(
      program,
      2,
      'one of them got a SIGTERM',
      'it left in good order, so worker.exitedAfterDisconnect is true. That only tells how it went. Your primary did not tell it to go: only `stopping` knows that.',
    );
  }),

  check('when all are killed at once, all come back, on the same port', both, async (program) => {
    expectWorkers(program, 2, 'WEB_CONCURRENCY says 2');
    const known = forked(program).length;
    const killAll = () => Promise.all(program.workers.map((pid) => program.kill(pid)));
    await killAll();
    await program.until(() => forked(program).length === known + 2, longestWait);
    await killAll(); // the new ones are just forked: a wait follows, in which nobody is there
    await expectReplaced(
      program,
      2,
      'both were killed at once, twice',
      'two deaths at the same moment are two deaths: something holds the second back while the first is made good, such as one timer or one flag for all.',
    );
    await program.askTimes(2, '/', 'one by one');
  }),

  check('told to stop, it forks nobody any more, not even one that is due, and ends with exit code 0', stopped, async (program) => {
    const deaths = new Deaths(program);
    for (let death = 0; death < 3; death++) {
      if (!(await deaths.next())) await expectReplaced(program, 2, 'one was killed', 'nobody takes its place: fork another one on "exit".');
    }
    await program.kill(program.workers.at(-1) ?? 0); // after so many deaths, the next start is due only after a while
    const slow = await program.putInFlight('/slow?ms=1000'); // keeps the stop going for longer than that while
    program.signal('SIGTERM');
    for (let look = 0; look < 2; look++) await program.cpu(); // now it has heard the signal
    const known = forked(program).length;
    const gone = () => forked(program).filter(({ exit }) => exit).length;
    const goneBefore = gone();
    const isNew = () => forked(program).length > known;
    await Promise.race([program.ended(), program.until(isNew, longestWait)]);
    if (isNew()) {
      throw program.failure({
        expected: 'nobody to be forked after the signal',
        saw: 'one more worker was forked',
        so:
          gone() > goneBefore
            ? 'a worker that was told to leave has left, and is replaced: then it never ends. On "exit", look at `stopping` first.'
            : 'its start was due: when the wait is over, look at `stopping` once more before you fork.',
      });
    }
    await slow.answered;
    const exit = await program.ended();
    if (exit?.code === 0) return;
    throw program.failure({
      expected: 'it to end with exit code 0 once the last request is answered',
      saw: exit ? `it ended ${exit.signal ? `by ${exit.signal}` : `with exit code ${exit.code}`}` : 'it goes on, with no worker to come',
      so: 'stop() of graceful-shutdown does it, as given: deaths before the signal are no fault of the stop.',
    });
  }),

  check(
    `a crash loop: each start waits longer than the one before, and after ${mostEarlyDeaths + 1} early deaths it gives up with one line and exit code 1`,
    lonely,
    async (program, start) => {
      const deaths = new Deaths(program);
      waitsOf.set(program, deaths.waits);
      while (deaths.early <= mostEarlyDeaths) {
        const known = forked(program).length;
        if (!(await deaths.next(deaths.early === mostEarlyDeaths - 1 ? 'when it listens' : 'at once'))) await failStanding(program, deaths);
        if (known > 3 * mostEarlyDeaths) break; // a count that never comes to its end
      }
      await expectGrowth(program, deaths.waits, start);
      await expectEnd(program);
    },
  ),

  star('jitter: a wait is by chance a part of its whole', lonely, async (program, start) => {
    const waits = waitsOf.get(program) ?? [];
    const varies = (all: readonly Wait[]) => all.some(({ ms, earlyDeaths }) => ms < 0.97 * wholeWait(earlyDeaths));
    if (varies(waits)) return;
    // A busy machine may have lengthened them all. It never makes one shorter, so whoever has no jitter has none the second time.
    const again = new Deaths(await start(program.env));
    for (let death = 0; death < mostEarlyDeaths; death++) await again.next();
    if (varies(again.waits)) return;
    throw program.failure({
      expected: 'each wait to be by chance between half and the whole of it',
      saw: tellWaits(waits),
      so: 'none is shorter than its whole. Workers that died together (the database was gone) come back together each time: multiply by a number between 0.5 and 1, by Math.random().',
      read: 'go-further',
    });
  }),

  star(`a worker that has served for ${stableAfter} ms clears the count`, cluster({ WEB_CONCURRENCY: '1' }), async (program) => {
    const deaths = new Deaths(program);
    const few = mostEarlyDeaths - 2;
    for (let death = 0; death < few; death++) if (!(await deaths.next())) await failStanding(program, deaths);
    await program.until(() => program.census.workers.at(-1)?.at.listening !== undefined, longestWait);
    await sleep(1.2 * stableAfter); // this long it has to serve
    for (let death = 0; death <= few; death++) {
      if (await deaths.next()) continue;
      const said = program.errorLines.find((line) => line.startsWith('Giving up'));
      throw program.failure({
        expected: `a worker in place of the last one: ${count(few, 'early death')}, then one that had lived long, then ${count(few, 'early death')}`,
        saw: said ? `"${said}"` : 'nobody takes its place any more',
        so: 'deaths are counted that are not in a row. A worker that dies once an hour would end the program after six hours: after one that lived long, begin at 0.',
        read: 'go-further',
      });
    }
  }),
];

/** The waits of the crash loop. */
const waitsOf = new WeakMap<Program, readonly Wait[]>();

/** Asks for something of which the worker that is asked dies. */
async function die(program: Program, path: string, what: string): Promise<void> {
  const deaths = () => forked(program).filter(({ exit }) => exit).length;
  const before = deaths();
  await program.askAndLeave(path);
  if (await program.until(() => deaths() > before)) return;
  throw program.failure({
    expected: `the worker that was asked to end, by ${what}`,
    saw: 'all workers live on',
    so: 'something in the worker catches what should end it. After an exception that nobody expected, nobody knows what state it is in: let it die, and replace it.',
  });
}

/** Each request that failed was at the killed worker, or found nobody to connect to; no client lost two at it. */
function expectExplained(program: Program, load: Load, victim: number): void {
  const elsewhere = load.lost.map((client) => program.census.receivers.get(client) ?? victim).filter((pid) => pid !== victim);
  if (elsewhere.length === 0 && load.lost.length <= clients) return;
  throw program.failure({
    expected: `at most ${clients} requests to be lost, one for each client, all of them at worker ${victim}`,
    saw: `${load.answered} answered; lost: ${list([...load.failed].map(([outcome, times]) => `${times} ${outcome}`))}${elsewhere.length > 0 ? `, also at ${list([...new Set(elsewhere)])}` : ''}`,
    so: restartsAll,
  });
}

/** The place of a worker that died stays empty, before it is time to give up. */
async function failStanding(program: Program, { early }: Deaths): Promise<never> {
  const said = program.errorLines.find((line) => line.startsWith('Giving up'));
  const ended = program.death();
  throw program.failure({
    expected: `another worker after ${count(early, 'early death')} in a row`,
    saw: said ? `"${said}"` : 'nobody took its place',
    so: said
      ? `that is too early: ${count(mostEarlyDeaths, 'early death')} in a row are made good (mostEarlyDeaths), and one more is not.`
      : 'each worker that is forked needs its own successor, also one that was a successor itself.',
    ...(said ? {} : ended),
  });
}

/** The waits between death and fork grow: about twice as long each time. A busy machine can only lengthen them. */
async function expectGrowth(program: Program, waits: readonly Wait[], start: Starter): Promise<void> {
  const expected = `waits that double each time, from ${firstDelay / 2} or ${firstDelay} ms on`;
  const saw = tellWaits(waits);
  if (waits.some(({ ms, earlyDeaths }) => ms < 0.45 * wholeWait(earlyDeaths))) {
    const [last, ...before] = waits.toReversed().map(({ ms }) => ms);
    const rose = before.every((ms, index) => ms > (before[index + 1] ?? 0));
    const fell = waits.at(-1)?.listened && rose && (last ?? 0) < (before[0] ?? 0) / 2;
    const row = 'Only a worker that has served for stableAfter ms ends a row.';
    throw program.failure({
      expected,
      saw,
      so: fell
        ? `the wait fell back after a worker that had listened for a moment, and died. ${row}`
        : `${rose ? 'the waits grow, and they don’t double' : 'that is too soon: it burns the CPU and fills the log'}. Wait firstDelay before you fork, then twice, four times, eight times as long. Chance may take away half of it, and no more. ${row} One that never listened died early too.`,
    });
  }
  // In units of its whole, a wait stays about the same if it doubles; if it is the same each time, it falls to a half at each step.
  const unit = ({ ms, earlyDeaths }: Wait) => ms / 2 ** (earlyDeaths - 1);
  const grows = (first: number) => Math.max(...waits.slice(-2).map(unit)) > 0.35 * first;
  const first = Math.min(...waits.slice(0, 2).map(unit));
  if (grows(first)) return;
  // The first two may have been long because the machine is busy. Then they are shorter another time.
  const again = new Deaths(await start(program.env));
  for (let death = 0; death < 2; death++) await again.next();
  if (grows(Math.min(first, ...again.waits.map(unit)))) return;
  throw program.failure({
    expected,
    saw,
    so: 'the wait is the same each time: too long for a worker that died once, too short for one that can’t live. Begin with firstDelay, and double it.',
  });
}

/** It ends by itself, says why in one line, and leaves nobody. */
async function expectEnd(program: Program): Promise<void> {
  const known = forked(program).length;
  const isNew = () => forked(program).length > known;
  await Promise.race([program.ended(), program.until(isNew, longestWait)]);
  const deaths = `${count(mostEarlyDeaths + 1, 'early death')} in a row`;
  // On a busy machine one of them may have served for about stableAfter by the program's clock, and not by ours: one death more tells.
  const [left] = program.workers;
  if (isNew() && left !== undefined) await program.kill(left);
  if (isNew() && !(await program.ended(longestWait))) {
    throw program.failure({
      expected: `the end after ${deaths}`,
      saw: 'one more worker was forked',
      so: 'nothing gives up: what can’t start today is tried until somebody looks at the log. Count the early deaths in a row, and compare with mostEarlyDeaths. Only a worker that has served for stableAfter ms ends a row.',
    });
  }
  const exit = await program.ended(1_000); // it has come to rest
  const said = program.errorLines.filter((line) => line.startsWith('Giving up: '));
  const trace = program.errorLines.some((line) => /^\s+at /.test(line));
  const saw = `exit code ${exit?.code}, and on standard error ${program.errorLines.length === 0 ? 'nothing' : `"${program.errorLines.join('\n')}"`}`;
  const expected = `exit code 1 after ${deaths}, and one line "Giving up: …" on standard error`;
  if (!exit) {
    throw program.failure({
      expected,
      saw: 'a primary that goes on, without a worker',
      so: 'it has given up, and stays there: a program that serves nobody has to end, so that whatever started it knows.',
    });
  }
  if (exit.code !== 1) {
    throw program.failure({
      expected,
      saw,
      so: 'exit code 0 means that all went well: whatever started the program would not start it again, and nobody would be told. Set exitCode to 1 before stop(), which ends with it.',
    });
  }
  if (said.length === 1 && !trace) return;
  throw program.failure({
    expected,
    saw,
    so: trace
      ? 'an exception is a fault of the program. This is a decision: say it with console.error, in one line, and stop.'
      : 'who reads the log has to find out why it ended: console.error, once, a line that begins with "Giving up: ".',
  });
}

function tellWaits(waits: readonly Wait[]): string {
  return `waits of ${list(waits.map(({ ms }) => Math.round(ms)))} ms`;
}
