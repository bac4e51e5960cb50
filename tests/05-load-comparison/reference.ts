import type { Round, Verdict } from '#given/bench.ts';

// What the checks hold against a learner's functions. Written apart from the solution: two answers that agree are worth more than one.

/** B over A, round by round. */
export const ratiosOf = (rounds: readonly Round[]): number[] => rounds.map((round) => round.B / round.A);

/** Of an even count, the mean of the two in the middle. */
export function medianOf(numbers: readonly number[]): number {
  const sorted = Float64Array.from(numbers).sort(); // a typed array sorts by number
  const { length } = sorted;
  return ((sorted[(length - 1) >> 1] as number) + (sorted[length >> 1] as number)) / 2;
}

/** What may be said. */
export function verdictOf(each: readonly number[], failed: number, control: readonly number[] = [1]): Verdict {
  if (failed > 0 || each.length < 6) return 'no verdict';
  const same = side(control) === undefined ? side(each) : undefined;
  return same ?? 'no difference shown';
}

/** The side of 1 on which all of them are, if they are. */
function side(numbers: readonly number[]): 'faster' | 'slower' | undefined {
  if (numbers.every((number) => number > 1)) return 'faster';
  if (numbers.every((number) => number < 1)) return 'slower';
  return undefined;
}
