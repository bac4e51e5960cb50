import { type Contender, type Ratios, type Round, type Verdict, bench } from '#given/bench.ts';

/** Six: that six ratios lie on the same side of 1 by chance happens once in 32 times. */
const fewestRounds = 6;

/** A and B take turns within each round, and take turns at going first: what changes with time strikes both alike. */
export function order(rounds: number): Contender[][] {
  return Array.from({ length: rounds }, (_, i) => (i % 2 === 0 ? ['A', 'B'] : ['B', 'A']));
}

/** How many times as many requests B answered as A, within each round, and the median of that. */
export function ratios(rounds: readonly Round[]): Ratios {
  const each = rounds.map(({ A, B }) => B / A);
  return { each, median: median(each) };
}

/** The number in the middle; of an even count the mean of the two in the middle. One wild round doesn't move it. */
function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const above = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? above : ((sorted[middle - 1] ?? NaN) + above) / 2;
}

/** What the rounds allow to say of B. The control is A against itself: if that shows a difference, so would anything. */
export function verdict({ each }: Ratios, failed: number, control?: Ratios): Verdict {
  if (failed > 0 || each.length < fewestRounds) return 'no verdict';
  if (spansOne(each) || (control && !spansOne(control.each))) return 'no difference shown';
  return Math.min(...each) > 1 ? 'faster' : 'slower';
}

/** Whether 1, "as fast as the other", lies in the interval from the least ratio to the most. */
const spansOne = (each: readonly number[]) => Math.min(...each) <= 1 && Math.max(...each) >= 1;

await bench(import.meta, { order, ratios, verdict });
