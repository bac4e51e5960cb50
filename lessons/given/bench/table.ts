// Given: what was measured, for people.
import type { Report } from '../bench.ts';

/** A table of the rounds, what they say together, and the verdict in words. */
export function table(report: Report): string {
  const { contenders, path, rounds, connections, seconds, generator, control } = report;
  const rows = rounds.map(({ order, A, B, ratio, control }, i) => {
    const cells = [String(i + 1), order.join(' '), A.toFixed(1), B.toFixed(1), figure(ratio)];
    return control === undefined ? cells : [...cells, figure(control)];
  });
  const head = ['round', 'order', 'A: req/s', 'B: req/s', 'B / A', ...(control ? ['again / A'] : [])];
  const middle = (name: string, { median, least, most }: { median: number; least: number; most: number }) =>
    `median of ${name}: ${figure(median)}, the rounds from ${figure(least)} to ${figure(most)}`;
  return [
    `A: ${contenders.A}`,
    `B: ${contenders.B}`,
    `GET ${path}, ${connections} connections kept alive, turns of ${seconds} s`,
    '',
    ...[head, ...rows].map((row) => row.map((cell) => cell.padStart(9)).join('  ')),
    '',
    middle('B / A', report),
    ...(control ? [middle('again / A', control)] : []),
    `the load generator used ${Math.round(100 * generator)}% of a core`,
    '',
    sentence(report),
  ].join('\n');
}

const figure = (ratio = NaN) => (Number.isFinite(ratio) ? ratio.toFixed(2) : '–');

const spansOne = ({ least, most }: { least: number; most: number }) => least <= 1 && most >= 1;

function sentence({ verdict, failed, median, rounds, least, most, control }: Report): string {
  switch (verdict) {
    case 'faster':
    case 'slower':
      return `Verdict: B is ${verdict}. It answered ${figure(median)} times as many requests a second as A.`;
    case 'no verdict':
      return `No verdict: ${failed > 0 ? `${failed} ${failed === 1 ? 'request' : 'requests'} failed.` : `${rounds.length === 1 ? '1 round is' : `${rounds.length} rounds are`} too few.`}`;
    default: {
      const vetoed = control && !spansOne({ least, most }) && !spansOne(control);
      return `Verdict: ${verdict}.${vetoed ? ' The control, A against itself, differs too.' : ''}`;
    }
  }
}
