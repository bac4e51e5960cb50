import { type Contender, type Ratios, type Round, bench } from '#given/bench.ts';
// `type Verdict` from there, too, says what `verdict` may return.

// This is how most comparisons are made. It runs, and it always finds a winner. You make it one that can be trusted.

/** Who has the first and who the second turn in each round. */
export function order(rounds: number): Contender[][] {
  // TODO Let A and B also take turns at going first.
  return Array.from({ length: rounds }, () => ['A', 'B']);
}

/** How many times as many requests B answered as A: in each round, and the median of the rounds. */
export function ratios(rounds: readonly Round[]): Ratios {
  // TODO `each` is the ratio within each round, in the order of the rounds; `median` is the median of these.
  const total = (name: Contender) => rounds.reduce((sum, round) => sum + round[name], 0);
  return { each: [], median: total('B') / total('A') };
}

/** What the rounds allow to say of B: it is faster, or slower, or neither. */
// TODO If requests failed, or with fewer than six rounds, there is 'no verdict'. `failed`, how many did, is the second argument.
//      If the interval from the least ratio to the greatest spans 1, it is 'no difference shown'. A ratio of exactly 1 is on neither side.
//      Otherwise B is 'faster' or 'slower'.
export function verdict({ median }: Ratios) {
  return median > 1 ? 'faster' : 'slower';
}

await bench(import.meta, { order, ratios, verdict }); // leave this line as it is: it measures when this file is run, not when it is imported
