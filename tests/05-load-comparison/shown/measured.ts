// What the text says: what compare.ts printed in three runs on a machine with two cores. Printed again from the figures that were measured.
// prints: A: solutions/01-single-server/app.ts
// prints: B: solutions/02-one-worker-per-cpu/app.ts
// prints: GET /work?ms=5, 10 connections kept alive, turns of 1 s
// prints:
// prints:     round      order   A: req/s   B: req/s      B / A
// prints:         1        A B      222.4      341.6       1.54
// prints:         2        B A      206.8      373.8       1.81
// prints:         3        A B      233.5      350.5       1.50
// prints:         4        B A      201.5      396.8       1.97
// prints:         5        A B      231.1      432.0       1.87
// prints:         6        B A      251.5      455.3       1.81
// prints:
// prints: median of B / A: 1.81, the rounds from 1.50 to 1.97
// prints: the load generator used 7% of a core
// prints:
// prints: Verdict: B is faster. It answered 1.81 times as many requests a second as A.
// prints:
// prints: A: solutions/01-single-server/app.ts
// prints: B: solutions/02-one-worker-per-cpu/app.ts
// prints: GET /, 10 connections kept alive, turns of 1 s
// prints:
// prints:     round      order   A: req/s   B: req/s      B / A
// prints:         1        A B    37017.1    22501.1       0.61
// prints:         2        B A    53283.4    37137.2       0.70
// prints:         3        A B    55654.7    35963.8       0.65
// prints:         4        B A    45777.0    33921.4       0.74
// prints:         5        A B    49344.5    35152.1       0.71
// prints:         6        B A    58598.8    38379.9       0.65
// prints:
// prints: median of B / A: 0.68, the rounds from 0.61 to 0.74
// prints: the load generator used 78% of a core
// prints:
// prints: Verdict: B is slower. It answered 0.68 times as many requests a second as A.
// prints:
// prints: A: solutions/01-single-server/app.ts
// prints: B: solutions/02-one-worker-per-cpu/app.ts
// prints: GET /work?ms=5, 10 connections kept alive, turns of 1 s
// prints:
// prints:     round      order   A: req/s   B: req/s      B / A
// prints:
// prints: median of B / A: 1.02, the rounds from 0.93 to 1.29
// prints: the load generator used 6% of a core
// prints:
// prints: Verdict: no difference shown.
import type { Contender, Report } from '#given/bench.ts';
import { table } from '#given/bench/table.ts';
import { order, ratios, verdict } from '../../../solutions/05-load-comparison/compare.ts';

const contenders = { A: 'solutions/01-single-server/app.ts', B: 'solutions/02-one-worker-per-cpu/app.ts' };
const settings = { contenders, connections: 10, seconds: 1, failed: 0, control: undefined };

/** A run: what was asked for, the rates of A and B in each round, and how much of a core the generator used. */
function report(path: string, rates: Record<Contender, number>[], generator: number): Report {
  const { each, median } = ratios(rates);
  const plan = order(rates.length);
  return {
    ...settings,
    path,
    rounds: rates.map(({ A, B }, round) => ({ order: plan[round] ?? [], A, B, ratio: each[round], control: undefined })),
    median,
    least: Math.min(...each),
    most: Math.max(...each),
    generator,
    verdict: verdict({ each, median }, 0),
  };
}

const work = [
  { A: 222.4, B: 341.6 },
  { A: 206.8, B: 373.8 },
  { A: 233.5, B: 350.5 },
  { A: 201.5, B: 396.8 },
  { A: 231.1, B: 432.0 },
  { A: 251.5, B: 455.3 },
];
const hello = [
  { A: 37_017.1, B: 22_501.1 },
  { A: 53_283.4, B: 37_137.2 },
  { A: 55_654.7, B: 35_963.8 },
  { A: 45_777.0, B: 33_921.4 },
  { A: 49_344.5, B: 35_152.1 },
  { A: 58_598.8, B: 38_379.9 },
];
console.log(`${table(report('/work?ms=5', work, 0.07))}\n`);
console.log(`${table(report('/', hello, 0.78))}\n`);

// Of the run on one core only the end was kept.
const end = { median: 1.02, least: 0.93, most: 1.29, generator: 0.06, verdict: 'no difference shown' } as const;
console.log(table({ ...settings, path: '/work?ms=5', rounds: [], ...end }));
