import { count } from '../failure.ts';
import { paint } from '../paint.ts';
import { aboutThroughput, standingAt } from './findings.ts';
import type { Cell, Result, Workload } from './result.ts';
import { median } from './statistics.ts';

/** What was measured, for a terminal. */
export function table(result: Result): string {
  const { machine, settings, seed, skipped, complete } = result;
  const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`);
  const measured = result.workloads.filter(({ name }) => result.cells.some(({ workload, turns }) => workload === name && turns.length > 0));
  return [
    `${machine.system}, ${machine.cpu}, ${machine.cores} cores; ${versions.join(', ')}`,
    `${settings.processes} processes each, ${settings.connections} connections, ${count(settings.rounds, 'round')} in turns of ${settings.seconds} s, seed ${seed}${complete ? '' : paint('yellow', '; broken off')}`,
    '',
    ...measured.map((workload) => block(result, workload)),
    ...skipped.map(({ contender, why }) => `${paint('yellow', '–')} ${contender} was left out: ${why}`),
    ...(skipped.length > 0 ? [''] : []),
    legend,
  ].join('\n');
}

const legend = paint(
  'dim',
  `× one: how many times as many answers a second as one process, the median of the rounds and its 95% bootstrap interval. answers/s: each asks again
when it was answered. p50, p99, max: milliseconds from when each request was due, at a fixed rate of arrivals. CPU: milliseconds an
answer, of all its processes. MB: resident memory of all. even: Jain's index over its processes, 1 is even. load: the busiest load
generator, of one core; it shares the machine.`,
);

const columns = ['contender', '× one', '95%', 'answers/s', 'p50', 'p99', 'max', 'CPU', 'MB', 'even', 'load', 'verdict'];
const widths = [26, 5, 11, 10, 7, 7, 7, 7, 5, 5, 5, 0];

function block(result: Result, workload: Workload): string {
  const { contenders, cells } = result;
  const { name, path } = workload;
  const here = contenders.flatMap((contender) => cells.filter((cell) => cell.workload === name && cell.contender === contender.name));
  const measure = contenders.find(({ role }) => role === 'baseline')?.name;
  const rate = here.find(({ latency }) => latency)?.latency?.rate;
  const arrivals = rate ? `; p50, p99 and max at ${rate} arrivals a second` : '';
  const whys = new Map<string, Cell[]>();
  for (const cell of here.filter(({ why }) => why)) {
    const reason = cell.why?.replace(/\d+/g, '') ?? ''; // the same one may have other figures
    whys.set(reason, [...(whys.get(reason) ?? []), cell]);
  }
  return [
    paint('bold', `${name}: GET ${path}${arrivals}`),
    paint('dim', line(['', ...columns.slice(1)])),
    ...here.map((cell) => line(row(cell, cell.contender === measure ? 'what all are compared with' : cell.verdict))),
    ...[...whys.values()].map((cells) => `not measurable: ${cells.map(({ contender }) => contender).join('; ')}: ${cells[0]?.why}`),
    aboutThroughput(standingAt(result, workload)).join(' ').replaceAll('**', ''),
    '',
  ].join('\n');
}

function row({ contender, turns, ratio, latency, jain }: Cell, verdict: string): string[] {
  const middle = (of: (turn: Cell['turns'][number]) => number | undefined) => median(turns.map((turn) => of(turn) ?? NaN));
  return [
    contender,
    ratio ? figure(ratio.median) : '–',
    ratio && ratio.low !== ratio.high ? `${figure(ratio.low)}–${figure(ratio.high)}` : '',
    amount(middle((turn) => turn.rate)),
    ...[latency?.p50, latency?.p99, latency?.max].map((ms) => (ms === undefined ? '–' : ms.toFixed(1))),
    short(middle((turn) => turn.cpuPerAnswer)),
    amount(middle((turn) => turn.memoryMB)),
    jain === undefined ? '–' : jain.toFixed(2),
    `${Math.round(100 * middle((turn) => turn.generator))}%`,
    paint(verdict === 'faster' ? 'green' : verdict === 'slower' ? 'red' : 'dim', verdict),
  ];
}

const line = (cells: readonly string[]) =>
  cells
    .map((cell, i) => (i === 0 || i === 2 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
    .join(' ')
    .trimEnd();

const figure = (ratio: number) => ratio.toFixed(2);
const amount = (number: number) => (Number.isFinite(number) ? Math.round(number).toLocaleString('en') : '–');
const short = (number: number) => (Number.isFinite(number) ? number.toFixed(3) : '–');
