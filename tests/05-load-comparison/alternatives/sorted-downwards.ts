// Sorts once, from the fastest round to the slowest, and lets generators and lookups do the rest.
import { type Contender, type Ratios, type Round, type Verdict, bench } from '#given/bench.ts';

function* turnsOf(rounds: number, turn: Contender[] = ['B', 'A']): Generator<Contender[]> {
  if (rounds === 0) return;
  yield turn;
  yield* turnsOf(rounds - 1, turn.toReversed());
}

export function order(rounds: number): Contender[][] {
  return [...turnsOf(rounds)];
}

const downwards = (numbers: readonly number[]) => numbers.slice().sort((a, b) => (a < b ? 1 : a > b ? -1 : 0));

export function ratios(rounds: readonly Round[]): Ratios {
  const each: number[] = [];
  rounds.forEach(({ A, B }, round) => (each[round] = B / A));
  const sorted = downwards(each);
  const middle = sorted.slice(Math.ceil(sorted.length / 2) - 1, Math.floor(sorted.length / 2) + 1);
  return { each, median: middle.reduce((sum, ratio) => sum + ratio / middle.length, 0) };
}

const words: Record<string, Verdict> = { '1 1': 'faster', '-1 -1': 'slower' };

/** What all rounds say, if they all say it. */
function said(each: readonly number[]): Verdict | undefined {
  const sorted = downwards(each);
  return words[`${Math.sign(sorted[0]! - 1)} ${Math.sign(sorted.at(-1)! - 1)}`];
}

export function verdict(of: Ratios, failed: number, ...[control]: [Ratios?]): Verdict {
  const enough = !failed && of.each.length > 5;
  const quiet = !control || !said(control.each);
  return enough ? ((quiet ? said(of.each) : undefined) ?? 'no difference shown') : 'no verdict';
}

await bench(import.meta, { order, ratios, verdict });
