import { type Contender, type Ratios, type Round, type Verdict, bench } from '#given/bench.ts';

// Loops, and B begins.

export function order(rounds: number): Contender[][] {
  const turns: Contender[][] = [];
  let first: Contender = 'B';
  for (let round = 0; round < rounds; round++) {
    const second: Contender = first === 'A' ? 'B' : 'A';
    turns.push([first, second]);
    first = second;
  }
  return turns;
}

export function ratios(rounds: readonly Round[]): Ratios {
  const each: number[] = [];
  for (const round of rounds) each.push(round.B / round.A);
  const sorted = [...each].sort((a, b) => a - b);
  let low = 0;
  let high = sorted.length - 1;
  while (low < high - 1) {
    low++;
    high--;
  }
  return { each, median: ((sorted[low] as number) + (sorted[high] as number)) / 2 };
}

export function verdict(ratios: Ratios, failed: number, control?: Ratios): Verdict {
  if (failed !== 0) return 'no verdict';
  if (ratios.each.length < 6) return 'no verdict';
  let above = 0;
  let below = 0;
  for (const ratio of ratios.each) {
    if (ratio > 1) above++;
    if (ratio < 1) below++;
  }
  const seen = above === ratios.each.length ? 'faster' : below === ratios.each.length ? 'slower' : 'no difference shown';
  if (control && verdict(control, 0) !== 'no difference shown') return 'no difference shown';
  return seen;
}

await bench(import.meta, { order, ratios, verdict });
