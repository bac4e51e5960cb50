import { type Comparison, type Contender, type Ratios, bench } from '#given/bench.ts';

// Arrow functions, reduce, and signs: the logarithm of a ratio is above 0 where the ratio is above 1.

const flip = ([first, second]: readonly [Contender, Contender]): [Contender, Contender] => [second, first];

export const order: Comparison['order'] = (rounds) =>
  [...Array(rounds).keys()].reduce<[Contender, Contender][]>((turns) => [...turns, flip(turns.at(-1) ?? ['B', 'A'])], []);

const median = (numbers: number[]): number =>
  numbers.length <= 2 ? numbers.reduce((sum, number) => sum + number, 0) / numbers.length : median(numbers.slice(1, -1));

export const ratios: Comparison['ratios'] = (rounds) => {
  const each = rounds.map((round) => round.B / round.A);
  return {
    each,
    median: median(
      Float64Array.from(each)
        .sort()
        .reduce<number[]>((list, number) => [...list, number], []),
    ),
  };
};

const sides = ({ each }: Ratios) => new Set(each.map((ratio) => Math.sign(Math.log(ratio))));

export const verdict: Comparison['verdict'] = (ratios, failed, control) => {
  if (failed || !ratios.each[5]) return 'no verdict';
  const [side, ...others] = sides(ratios);
  if (others.length > 0 || side === 0) return 'no difference shown';
  const [noise, ...more] = control ? sides(control) : [0];
  if (more.length === 0 && noise !== 0) return 'no difference shown';
  return side === 1 ? 'faster' : 'slower';
};

await bench(import.meta, { order, ratios, verdict });
