import type { Comparison, Contender, Ratios, Round, Verdict } from '#given/bench.ts';

export class Comparing implements Comparison {
  readonly #fewestRounds: number;

  constructor({ fewestRounds }: { fewestRounds: number }) {
    this.#fewestRounds = fewestRounds;
  }

  order = (rounds: number): Contender[][] => {
    const even: Contender[] = ['A', 'B'];
    return Array.from({ length: rounds }, (_, round) => (round % 2 ? even.toReversed() : even));
  };

  ratios = (rounds: readonly Round[]): Ratios => {
    const each = rounds.map(({ A, B }) => B / A);
    const sorted = each.toSorted((a, b) => a - b);
    const half = sorted.length / 2;
    const [low = NaN, high = NaN] = [sorted[Math.ceil(half) - 1], sorted[Math.floor(half)]];
    return { each, median: (low + high) / 2 };
  };

  verdict = ({ each }: Ratios, failed: number, control: Ratios = { each: [1], median: 1 }): Verdict => {
    if (failed > 0 || each.length < this.#fewestRounds) return 'no verdict';
    if (this.#differ(control.each) || !this.#differ(each)) return 'no difference shown';
    return each.every((ratio) => ratio > 1) ? 'faster' : 'slower';
  };

  #differ(each: number[]): boolean {
    return each.every((ratio) => ratio > 1) || each.every((ratio) => ratio < 1);
  }
}
