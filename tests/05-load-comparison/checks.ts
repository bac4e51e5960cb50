import { isDeepStrictEqual } from 'node:util';
import type { Contender, Ratios, Report, Round, Verdict } from '#given/bench.ts';
import { check, star } from '#workshop/checks.ts';
import { count, list } from '#workshop/failure.ts';
import { asRatios, manyRatios, manyRounds } from './cases.ts';
import { type Called, type Functions, functions, show } from '../functions.ts';
import { medianOf, ratiosOf, verdictOf } from './reference.ts';
import { type Run, type Runs, runs } from './runs.ts';
import { type Kind, type StandIns, standIns } from './stand-ins.ts';

export const checks = [
  check('A and B both have a turn in each round, and take turns at going first', functions, async (functions) => {
    const asked = [6, 1, 2, 7, 20, ...Array<number>(often).fill(3)];
    const calls = await functions.call(
      'order',
      asked.map((rounds) => [rounds]),
    );
    expectSame(functions, calls.slice(-often));
    for (const called of calls) expectTurns(functions, called);
  }),

  check('each ratio is taken within a round, and the median is the one in their middle', functions, async (functions) => {
    const calls = await functions.call(
      'ratios',
      manyRounds.map((rounds) => [rounds]),
    );
    for (const called of calls) {
      const [rounds] = called.args as [Round[]];
      expectEach(functions, called, rounds);
      expectMedian(functions, called, rounds);
    }
  }),

  check('B is faster or slower only if nothing failed and at least six rounds all say so', functions, async (functions) => {
    const calls = manyRatios.flatMap((each) => [0, 1, 250].map((failed) => [asRatios(each), failed]));
    const all = await functions.call('verdict', calls);
    for (const called of all) expectVerdict(functions, called, all);
  }),

  check('compare.ts measures twice as fast as twice as fast, and equal as no difference', runs(), async (runs) => {
    await Promise.all([
      expectMeasured(
        runs,
        'twice as fast',
        'a median of about 2',
        ({ median, verdict }) => verdict !== 'no verdict' && median > 1.5 && median < 2.7,
      ),
      expectMeasured(runs, 'equal', "'no difference shown'", ({ verdict }) => verdict === 'no difference shown'),
    ]);
  }),

  check('where requests fail compare.ts gives no verdict, and where answers never come it gives up', runs(), async (runs) => {
    await Promise.all([expectRefusal(runs), expectEnd(runs)]);
  }),

  star('where A differs from A itself, no difference between A and B is shown', functions, async (functions) => {
    const calls = [0, 1].flatMap((failed) =>
      manyRatios.flatMap((each) => controls.map((control) => [asRatios(each), failed, asRatios(control)])),
    );
    const all = await functions.call('verdict', calls);
    for (const called of all) expectControlled(functions, called, all);
  }),
];

/** So often the same is asked that chance does not give the same answer each time. */
const often = 40;

/** Calls that ask the same come out the same. */
function expectSame(functions: Functions, calls: readonly Called[]): void {
  const [first] = calls as [Called];
  const other = calls.find(({ shown }) => shown !== first.shown);
  if (!other) return;
  const takesTurns = calls.every(({ shown }, i) => shown === (i % 2 === 0 ? first : other).shown);
  throw functions.failure('order', first.args, {
    expected: `the same from each call: ${first.shown}`,
    saw: `from another call ${other.shown}`,
    so: takesTurns
      ? 'each call goes on where the one before ended: a variable outside of the function remembers it. Make it inside.'
      : 'the same call came out otherwise. Chance gives one of them the first turn more often; taking turns does not.',
  });
}

function expectTurns(functions: Functions, called: Called): void {
  const [rounds] = called.args as [number];
  const fail = (so: string) => functions.failure('order', called.args, { expected, saw: called.shown, so });
  const expected = `${count(rounds, 'round')}, each with one turn of A and one of B${rounds > 1 ? '; whoever goes first in one goes second in the next' : ''}`;
  const turns = called.value as Contender[][];
  if (!Array.isArray(turns) || !turns.every((round) => Array.isArray(round))) {
    throw fail('order returns a list of rounds, and a round is a list of two: who goes first, who goes second.');
  }
  if (turns.flat().some((name) => /^[ab]$/.test(name))) throw fail("their names are 'A' and 'B', in capital letters.");
  if (turns.some((round) => round.length > 2 && new Set(round).size > 1))
    throw fail('a round is one turn of A and one of B, and here it has more.');
  if (turns.length > 0 && !turns.every((round) => round.length === 2 && round.includes('A') && round.includes('B'))) {
    throw fail('A and B must both have their turn in each round. What is measured minutes apart was measured on two different machines.');
  }
  if (turns.length === 2 * rounds && rounds > 1)
    throw fail(`these are ${turns.length} rounds, twice as many. A turn of A and a turn of B make one.`);
  if (turns.length !== rounds) {
    const odd = rounds === 1 ? ' If two rounds are made at a time, an odd number comes out wrong.' : ''; // six came out right
    throw fail(`${count(turns.length, 'round')} came of it. Count again: a loop from 0 ends before the number.${odd}`);
  }
  const again = turns.findIndex((round, i) => i > 0 && round[0] === turns[i - 1]?.[0]);
  if (again === -1) return;
  const [first] = turns[again] as [Contender];
  if (turns.every((round) => round[0] === first)) {
    throw fail(`${first} goes first in every round: whatever going first brings or costs then counts as a difference of the two.`);
  }
  throw fail(`${first} goes first in round ${again} and again in round ${again + 1}.`);
}

const same = (a: unknown, b: number) => typeof a === 'number' && Math.abs(a - b) <= 1e-9 * Math.abs(b);
const sameAll = (a: readonly unknown[], b: readonly number[]) => a.length === b.length && b.every((number, i) => same(a[i], number));
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
const mean = (numbers: readonly number[]) => sum(numbers) / numbers.length;
const of = (rounds: readonly Round[], name: Contender) => rounds.map((round) => round[name]);

function expectEach(functions: Functions, called: Called, rounds: readonly Round[]): void {
  const each = (called.value as Partial<Ratios> | undefined)?.each;
  const right = ratiosOf(rounds);
  if (Array.isArray(each) && sameAll(each, right)) return;
  const fail = (so: string) => functions.failure('ratios', called.args, { expected: `each: ${show(right)}`, saw: called.shown, so });
  if (!Array.isArray(each)) throw fail('ratios returns an object with a list, each, and a number, median.');
  const all = each as number[];
  if (all.some((ratio) => typeof ratio !== 'number')) throw fail('a ratio is a number. toFixed makes a text of it.');
  if (all.some((ratio) => Number.isNaN(ratio)))
    throw fail('NaN comes of what is no number. A round is { A, B }: `for … of` and map give the rounds, `for … in` gives their places.');
  const isRight = (ratio: number) => right.some((other) => same(ratio, other));
  if (all.length > 0 && all.length < right.length && all.every(isRight)) {
    throw fail(
      'rounds are left out. Each one counts: bench has sent each contender some load before the first, and the median bears a wild one.',
    );
  }
  if (all.length > right.length && sameAll(all.slice(-right.length), right)) {
    throw fail(
      'the ratios of earlier calls stand before these: their list is made outside of the function, and only once. Make it inside.',
    );
  }
  if (all.length !== right.length) throw fail(`each holds one ratio for each round, and here are ${count(rounds.length, 'round')}.`);
  if (
    sameAll(
      all.map((ratio) => 1 / ratio),
      right,
    )
  )
    throw fail('that is A over B. The ratio says how many times as many requests B answered.');
  if (
    sameAll(
      all.map((ratio) => ratio / 100),
      right,
    )
  )
    throw fail('that is in percent: equal would be 100. Of a ratio it is 1.');
  if (
    sameAll(
      all,
      rounds.map(({ A, B }) => B - A),
    )
  )
    throw fail('that is B minus A, in requests a second, which changes with the machine. The ratio says how many times as many.');
  if (
    sameAll(
      all.map((ratio) => ratio + 1),
      right,
    )
  )
    throw fail('that is how much more B answered, as a part of A: equal would be 0. Of a ratio it is 1.');
  if (sameAll(all, Array.from(Float64Array.from(right).sort()))) {
    throw fail('the ratios are sorted, so they no longer belong to their rounds: sort() changes the list itself. Sort a copy.');
  }
  if (sameAll([...all].sort(), [...right].sort())) throw fail('the ratios no longer stand in the order of their rounds: sort a copy.');
  if (all.every((ratio, i) => Math.abs(ratio - (right[i] as number)) < 0.006))
    throw fail('the ratios are rounded. Keep every digit: bench rounds what it prints.');
  throw fail('a ratio is the B of one round over the A of the same round. Figures of different rounds are never put together.');
}

function expectMedian(functions: Functions, called: Called, rounds: readonly Round[]): void {
  const { median } = called.value as { median: unknown };
  const each = ratiosOf(rounds);
  const right = medianOf(each);
  if (same(median, right)) return;
  const asText = each.map(String).sort().map(Number);
  const sorted = Array.from(Float64Array.from(each).sort());
  const half = Math.floor(each.length / 2);
  const middles = (numbers: readonly number[]) => [
    numbers[half],
    numbers[half - 1],
    ((numbers[half - 1] ?? NaN) + (numbers[half] ?? NaN)) / 2,
  ];
  const is = (numbers: readonly (number | undefined)[]) => numbers.some((number) => number !== undefined && same(median, number));
  const causes: [boolean, string][] = [
    [typeof median === 'string', 'that is a text, made by toFixed. Keep the number: bench rounds what it prints.'],
    [Number.isNaN(median) || median === undefined, 'nothing stands at that place of the list. Is the place in the middle a whole number?'],
    [is([((sorted[0] ?? NaN) + (sorted.at(-1) ?? NaN)) / 2]), 'that is the middle between the least and the most. Both may be wild ones.'],
    [is([Math.exp(mean(each.map(Math.log)))]), 'that is the geometric mean. It suits ratios, but one wild round moves it too.'],
    [is([(sorted[half - 1] ?? NaN) + (sorted[half] ?? NaN) / 2]), 'only one of the two is halved: brackets around their sum are missing.'],
    [is([mean(each)]), 'that is the mean of the ratios. One wild round moves it as far as it likes; it does not move the median.'],
    [
      is([sum(of(rounds, 'B')) / sum(of(rounds, 'A'))]),
      'that is the average of B over the average of A: figures of different rounds are put together. Take the median of the ratios within the rounds.',
    ],
    [
      is([medianOf(of(rounds, 'B')) / medianOf(of(rounds, 'A'))]),
      'that is the median of B over the median of A, which may be from different rounds. Take the median of the ratios within the rounds.',
    ],
    [is([sorted[half], sorted[half - 1]]), 'of an even count two stand in the middle: the median is the mean of both.'],
    [is(middles(asText)), 'sort() without a function sorts numbers as text, and as text "10.5" comes before "2".'],
    [is(middles(each)), 'that is the middle of the list as it came. The median is the middle of the sorted list: sort((a, b) => a - b).'],
  ];
  const so =
    causes.find(([is]) => is)?.[1] ??
    'half of the ratios are below the median and half are above. Which places stand in the middle of the sorted list, counted from 0?';
  throw functions.failure('ratios', called.args, {
    expected: `median: ${right}, the middle of ${show(sorted)}`,
    saw: `median: ${show(median)}`,
    so,
  });
}

function expectVerdict(functions: Functions, called: Called, calls: readonly Called[]): void {
  const [{ each }, failed] = called.args as [Ratios, number];
  const right = verdictOf(each, failed);
  if (called.value === right) return;
  throw functions.failure('verdict', called.args, { expected: `'${right}'`, saw: called.shown, so: cause() });

  function cause(): string {
    const got = called.value as Verdict;
    if (!['faster', 'slower', 'no difference shown', 'no verdict'].includes(got)) {
      return "verdict returns one of four texts: 'faster', 'slower', 'no difference shown', 'no verdict'. Compare letter by letter.";
    }
    if (right === 'no verdict' && got === 'no difference shown')
      return 'that, too, is a verdict. Ask first whether there can be one: nothing failed, and six rounds.';
    const seldom = calls.some(
      ({ args, value }) => isDeepStrictEqual((args[0] as Ratios).each, each) && Number(args[1]) > failed && value === right,
    );
    if (failed > 0 && seldom)
      return `${count(failed, 'request')} failed, and only more of them are minded. One is enough: it should not happen at all.`;
    if (failed > 0) return `${count(failed, 'request')} failed. A server that fails may do so quickly: then its rate says nothing.`;
    if (each.length < 6)
      return `${count(each.length, 'round')}: too few. Five coins all land on the same side once in 16 times, six once in 32.`;
    if (right === 'no difference shown' && got !== 'no verdict') {
      const others = each.filter((ratio) => (got === 'faster' ? ratio <= 1 : ratio >= 1));
      if (others.includes(1))
        return `a ratio of exactly 1 is on neither side: the interval from ${Math.min(...each)} to ${Math.max(...each)} spans 1.`;
      const rounds = `${list(others.map((ratio) => ratio.toFixed(2)))} ${others.length === 1 ? "isn't" : "aren't"}`;
      return `not all rounds are ${got === 'faster' ? 'above' : 'below'} 1: ${rounds}. Look at the least and the most, Math.min(...each) and Math.max(...each), not at the median or the ends of the list.`;
    }
    if (got === 'no verdict' && right === 'no difference shown') {
      return "nothing failed, and there are rounds enough. That they say different things is a result: 'no difference shown'.";
    }
    if (got === 'no verdict') return `nothing failed, and ${count(each.length, 'round')} are enough.`;
    if (got === 'no difference shown' && Math.min(...each) > 1) {
      return Math.min(...each) < 1.1
        ? `all rounds are above 1, if only a little: the least is ${Math.min(...each)}. No margin is wanted.`
        : 'all rounds are above 1. (Without --control there is no third argument: what is undefined differs from nothing.)';
    }
    if (got === 'no difference shown')
      return `all rounds are on the same side of 1. B may be slower as well as faster: both are differences.`;
    const sure = calls.filter(({ args: [ratios, failed] }) => failed === 0 && (ratios as Ratios).each.length >= 6);
    if (sure.every(({ value }) => value === got)) {
      return `it is '${got}' whatever the ratios are. Math.min of a list is NaN, which is neither above nor below anything: Math.min(...each).`;
    }
    return 'the ratio is B over A: above 1, B is faster.';
  }
}

/** A against A again: equal, different (also by little), equal in one round. */
const controls = [
  [1.02, 0.97, 1.01, 0.99, 1.03, 0.98],
  [0.9, 0.92, 0.95, 0.91, 0.93, 0.94],
  [1.05, 1.1, 1.02, 1.07, 1.04, 1.06],
  [1.05, 1.1, 1.02, 1.07, 1.04, 1],
  [1.01, 1.005, 1.02, 1.008, 1.012, 1.015],
  [1.05, 1.1, 0.98, 1.07, 1.04, 1.06],
  [0.9, 0.92, 0.95, 1, 0.93, 0.94],
];

function expectControlled(functions: Functions, called: Called, calls: readonly Called[]): void {
  const [{ each }, failed, control] = called.args as [Ratios, number, Ratios];
  const right = verdictOf(each, failed, control.each);
  if (called.value === right) return;
  const equal = verdictOf(control.each, 0) === 'no difference shown';
  const vetoed = calls.some(({ args, value }) => isDeepStrictEqual((args[0] as Ratios).each, each) && value === 'no difference shown');
  let so = 'the control, A against itself, came out as a difference. Whatever made that one can have made the other too.';
  if (failed > 0) so = `${count(failed, 'request')} failed, whatever the control says. "no verdict" comes first.`;
  else if (right === 'no verdict') so = `${count(each.length, 'round')}: too few, whatever the control says. "no verdict" comes first.`;
  else if (equal) {
    so = 'the control came out as equal, as it should (it spans 1, also where it ends at 1): then the verdict is the same as without it.';
  } else if (called.value !== 'no verdict' && control.each.every((ratio) => Math.abs(ratio - 1) < 0.05)) {
    so =
      'the control differs by little, and in each round. How much is no matter: whatever made it can have made a difference of B as small, or larger.';
  } else if (called.value === 'no verdict') {
    so =
      "the control differs, so a difference of B says nothing, and neither does it say that nothing was measured: 'no difference shown'.";
  } else if (vetoed) so = 'a control that differs the other way is no better: what made it can strike B in either direction.';
  throw functions.failure('verdict', called.args, {
    expected: `'${right}'`,
    saw: called.shown,
    so,
    read: 'go-further',
  });
}

/**
 * How much slower the stand-ins are, and the turns longer, each time that a busy machine spoils the measurement: its delays weigh less.
 */
const slower = [1, 4, 24];

/**
 * Measures stand-ins. The verdict must be the one that the measured rounds allow, whatever these are. That they are as the stand-ins were
 * built is tried again where it isn't so.
 */
async function expectMeasured(runs: Runs, kind: Kind, wanted: string, fits: (report: Report) => boolean): Promise<void> {
  for (const slow of slower) {
    const servers = await standIns(kind, slow);
    const run = await runs.run(servers, 0.03 * slow, '--json');
    const report = run.report();
    const lastTry = slow === slower.at(-1);
    if (report.failed > 0 && !lastTry) continue; // a turn went by without an answer
    expectConsistent(run, servers, report);
    if (fits(report)) return;
    const so = 'something else keeps this machine too busy to measure anything. Try again.';
    if (lastTry) throw run.failure({ expected: wanted, saw: tell(report), so });
  }
}

function expectConsistent(run: Run, servers: StandIns, report: Report): void {
  const { rounds, failed, median, verdict } = report;
  const each = ratiosOf(rounds);
  const right = verdictOf(each, failed);
  if (servers.turns < rounds.length || rounds.length < 6) {
    const so = 'the load did not go from one to the other as often as there are rounds. Leave the last line of the file as it was.';
    throw run.failure({ expected: 'six rounds, in which A and B take turns', saw: count(servers.turns, 'turn'), so });
  }
  const again = rounds.find(({ order }, i) => order[0] === rounds[i - 1]?.order[0]);
  if (again) {
    const saw = `${again.order[0]} went first in two rounds one after the other`;
    throw run.failure({ expected: 'A and B to take turns at going first', saw, so: otherFunctions });
  }
  if (verdict === right && same(median, medianOf(each))) return;
  throw run.failure({
    expected: `'${right}', and a median of ${medianOf(each).toFixed(2)}`,
    saw: tell(report),
    so: otherFunctions,
  });
}

const otherFunctions = 'if the checks above pass, look at the last line of the file: bench is given other functions there.';

function tell({ rounds, median, verdict }: Report): string {
  const each = list(ratiosOf(rounds).map((ratio) => ratio.toFixed(2)));
  return `'${verdict}', and a median of ${typeof median === 'number' ? median.toFixed(2) : show(median)}, where the rounds' ratios are ${each}`;
}

async function expectRefusal(runs: Runs): Promise<void> {
  const run = await runs.run(await standIns('failing'), 0.02, '--json');
  const { verdict, failed } = run.report();
  const expected = "'no verdict', and exit code 1";
  const saw = `'${verdict}', and exit code ${run.exit.code}; ${count(failed, 'request')} failed`;
  const so =
    'bench hands the number of failed requests to verdict, as the second argument. If the check above passes, look at the last line of the file.';
  if (verdict !== 'no verdict' || run.exit.code !== 1) throw run.failure({ expected, saw, so });
}

async function expectEnd(runs: Runs): Promise<void> {
  const run = await runs.run(await standIns('silent'), 0.02, '--wait', '0.4');
  const told = run.stderr.filter((line) => line.includes('never answered'));
  if (run.exit.code === 1 && told.length === 1) return;
  throw run.failure({
    expected: 'one line that says who never answered, and exit code 1',
    saw: `exit code ${run.exit.code}, and ${run.stderr.length > 0 ? run.stderr.join('\n') : 'no word'}`,
    so: 'nothing waited for the contenders: the last line of the file is await bench(import.meta, { order, ratios, verdict }).',
  });
}
