import type { Ratios, Round } from '#given/bench.ts';
import { medianOf, ratiosOf } from './reference.ts';

/** Rounds, from the rates of A and of B in each. */
const rounds = (a: readonly number[], b: readonly number[]): Round[] => a.map((A, i) => ({ A, B: b[i] as number }));

/** Numbers from 0 to 1 that look random, and are the same in every run. */
function* numbers(): Generator<number, never> {
  for (let state = 7; ; state = (state * 48_271) % 2_147_483_647) yield state / 2_147_483_647;
}

const random = numbers();
const next = (least: number, most: number) => least + random.next().value * (most - least);
const several = <T>(count: number, make: () => T) => Array.from({ length: count }, make);
const generated = several(60, () => several(Math.floor(next(1, 15)), () => ({ A: next(50, 500), B: next(50, 500) })));

/** What `ratios` is called with. The first ones are chosen so that each wrong way gives another figure. */
export const manyRounds: Round[][] = [
  rounds([100, 110, 90, 105, 95, 200], [195, 230, 170, 215, 300, 40]), // the last round is a wild one
  rounds([100, 50, 80, 125, 40], [150, 90, 200, 125, 30]),
  rounds([10, 20, 10, 30, 20], [105, 180, 20, 90, 240]), // a ratio of ten and more: as text it comes before 2
  rounds([200], [150]),
  rounds([100, 400], [300, 200]),
  ...generated,
];

/** What `ratios` returns for these, in the rounds' order. */
export const asRatios = (each: number[]): Ratios => ({ each, median: medianOf(each) });

/** Ratios in lists that `verdict` is asked about. */
export const manyRatios: number[][] = [
  [1.9, 2.1, 1.8, 2.05, 1.95, 2],
  [0.5, 0.6, 0.55, 0.52, 0.58, 0.51],
  [1.9, 0.98, 1.8, 2.05, 1.95, 2], // one round says otherwise, and neither the first nor the last
  [0.5, 0.6, 1.02, 0.52, 0.58, 0.51, 0.53],
  [1.9, 2.1, 1.8, 2.05, 1.95, 2, 0.99, 2.02], // only one that comes after the sixth
  [1.2, 1.1, 1, 1.3, 1.15, 1.25], // one round says "equal"
  [0.8, 0.9, 1, 0.7, 0.85, 0.75],
  [1, 1, 1, 1, 1, 1],
  [1.9, 2.1, 1.8],
  [1.9, 2.1, 1.8, 2.05, 1.95],
  [0.5, 0.6, 0.55, 0.52, 0.58],
  [1.5],
  [0.9, 1.1],
  [1.02, 1.01, 1.03, 1.05, 1.02, 1.01, 1.04, 1.02],
  [12, 14, 9.5, 11, 10.5, 13, 12.5],
  ...generated.map(ratiosOf),
  ...several(30, () => several(Math.floor(next(4, 12)), () => next(1.01, 3))),
  ...several(30, () => several(Math.floor(next(4, 12)), () => next(0.3, 0.99))),
];
