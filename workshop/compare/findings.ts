import { list as listed } from '../failure.ts';
import type { Cell, Interval, Result, Workload } from './result.ts';
import { median } from './statistics.ts';

// What a result shows, in sentences. They are made from the figures alone; names of contenders stand between ** and **.

/** How the contenders stand at one workload. Those of a group come best first. */
export interface Standing {
  workload: Workload;
  /** One process against itself; undefined if that was not measured. */
  control: Cell | undefined;
  /** Whether a verdict is possible: the control came out as equal. */
  trusted: boolean;
  /** The fastest, and all whose interval overlaps its, whatever their own verdict. Empty where nothing is shown to be faster than one process. */
  leaders: Measured[];
  /** The others that are faster than one process. */
  faster: Measured[];
  same: Measured[];
  slower: Measured[];
  unmeasured: Cell[];
}

/** A cell with a ratio. */
export type Measured = Cell & { ratio: Interval };

export function standingAt(result: Result, workload: Workload): Standing {
  const cells = result.cells.filter((cell) => cell.workload === workload.name);
  const roles = new Map(result.contenders.map(({ name, role }) => [name, role]));
  const control = cells.find((cell) => roles.get(cell.contender) === 'control');
  const contenders = cells.filter((cell) => roles.get(cell.contender) === 'contender');
  const measured = contenders.filter(isMeasured).sort((a, b) => b.ratio.median - a.ratio.median);
  const faster = measured.filter(({ verdict }) => verdict === 'faster');
  const [best] = faster;
  return {
    workload,
    control,
    trusted: control?.verdict === 'no difference shown',
    leaders: measured.filter(({ ratio }) => best && overlap(ratio, best.ratio)),
    faster: faster.filter(({ ratio }) => best && !overlap(ratio, best.ratio)),
    same: measured.filter(({ verdict }) => verdict === 'no difference shown'),
    slower: measured.filter(({ verdict }) => verdict === 'slower'),
    unmeasured: contenders.filter((cell) => !isMeasured(cell)),
  };
}

export const isMeasured = (cell: Cell): cell is Measured => cell.ratio !== undefined && cell.verdict !== 'not measurable';

/** Two intervals that overlap rank nobody. */
export const overlap = (one: Interval, other: Interval): boolean => one.low <= other.high && other.low <= one.high;

/** Who answers most, in sentences: the winner first. */
export function aboutThroughput({ control, trusted, leaders, faster, same, slower, unmeasured }: Standing): string[] {
  if (!trusted) return [`No verdict: ${whyDoubtful(control)}`];
  const [best, ...others] = leaders;
  const sentences: string[] = [];
  if (best) {
    sentences.push(
      others.length === 0
        ? `**${best.contender}** answers most: ${timesOf(best.ratio)} as many requests a second as one process.`
        : `**${best.contender}** comes out highest, ${timesOf(best.ratio)} one process, and is not shown to beat ${list(others)}: their intervals overlap.`,
    );
  } else if (same.length + slower.length > 0) sentences.push('Nothing is shown to answer more requests than one process.');
  if (faster.length > 0) sentences.push(`Also faster than one process: ${list(faster)}.`);
  if (same.length > 0) sentences.push(`No difference from one process is shown for ${list(same)}.`);
  if (slower.length > 0) sentences.push(`Slower than one process: ${list(slower.toReversed())}.`);
  if (unmeasured.length > 0) sentences.push(`Not measurable: ${names(unmeasured)}.`);
  return sentences.length > 0 ? sentences : ['Nothing was measured.'];
}

function whyDoubtful(control: Cell | undefined): string {
  if (!control) return 'one process was not measured against itself, so nobody knows how much of a difference is chance.';
  if (!isMeasured(control)) return `one process could not be measured against itself: ${control.why ?? 'nobody knows why'}.`;
  return `one process came out at ${timesOf(control.ratio)} itself, so a difference of that size means nothing here.`;
}

/** How long 99 of 100 answers took, at a fixed arrival rate. There is no interval, so nobody is ranked. */
export function aboutLatency(result: Result, workload: Workload): string[] {
  const cells = contendersAt(result, workload).flatMap(({ contender, latency }) => (latency ? [{ contender, ...latency }] : []));
  if (new Set(cells.map(({ rate }) => rate)).size > 1) return ['The arrival rates differ, so these latencies are not compared.'];
  const [first, ...rest] = cells.sort((a, b) => a.p99 - b.p99);
  const last = rest.at(-1);
  if (!first || !last) return [];
  return [
    `99 of 100 answers came within ${milliseconds(first.p99)} with **${first.contender}** and within ${milliseconds(last.p99)} with **${last.contender}**; the others lie between. There is no interval, so this ranks nobody.`,
  ];
}

/** Who leaves some of its processes idle. */
export function aboutSharing(result: Result, workload: Workload): string[] {
  const cells = contendersAt(result, workload).filter((cell) => cell.jain !== undefined && processesOf(cell) > 1);
  const uneven = cells.filter(({ jain = 1 }) => Number(jain.toFixed(2)) < 0.99).sort((a, b) => (a.jain ?? 1) - (b.jain ?? 1));
  if (cells.length === 0) return [];
  if (uneven.length === 0) return ['All share the requests evenly among their processes.'];
  return [`Shared unevenly by ${list(uneven, ({ jain = 1 }) => jain.toFixed(2))}, where 1 is even.`];
}

/** What an answer takes of CPU. There is no interval, so nobody is ranked. */
export function aboutCost(result: Result, workload: Workload): string[] {
  const cells = contendersAt(result, workload).flatMap((cell) => {
    const cost = costOf(cell);
    return isMeasured(cell) && cost !== undefined ? [{ contender: cell.contender, cost }] : [];
  });
  const [first, ...rest] = cells.sort((a, b) => a.cost - b.cost);
  const last = rest.at(-1);
  if (!first || !last) return [];
  return [
    `An answer took ${milliseconds(first.cost)} of CPU with **${first.contender}** and ${milliseconds(last.cost)} with **${last.contender}**; the others lie between.`,
  ];
}

/** The whole in a sentence: who leads wherever there is something to lead in. */
export function summary(result: Result): string {
  const standings = result.workloads.map((workload) => standingAt(result, workload)).filter(({ trusted }) => trusted);
  if (standings.length === 0) return 'No verdict was possible.';
  const won = standings.filter(({ leaders }) => leaders.length > 0);
  const every = standings.length === 1 ? 'the one workload' : `all ${standings.length} workloads`;
  const all =
    standings.length === result.workloads.length
      ? every
      : `${standings.length} of ${result.workloads.length} workloads, those with a verdict`;
  if (won.length === 0) return `Nothing is shown to be faster than one process at ${all}.`;
  const everywhere = (won[0] as Standing).leaders.filter(({ contender }) => won.every(({ leaders }) => has(leaders, contender)));
  const where =
    won.length === standings.length
      ? `at ${all}`
      : `at the ${won.length} of ${standings.length} workloads where anything is faster than one process`;
  if (everywhere.length === 0) return `There is no best way: nothing is among the fastest ${where}.`;
  return `Among the fastest ${where}: ${names(everywhere)}.`;
}

export const has = (cells: readonly Cell[], contender: string): boolean => cells.some((cell) => cell.contender === contender);

const contendersAt = (result: Result, workload: Workload): Cell[] =>
  result.cells.filter(
    (cell) =>
      cell.workload === workload.name && result.contenders.some(({ name, role }) => name === cell.contender && role === 'contender'),
  );

/** CPU of an answer, the median of the turns; undefined where it isn't told. */
export const costOf = ({ turns }: Cell): number | undefined => middleOf(turns.flatMap(({ cpuPerAnswer }) => cpuPerAnswer ?? []));

/** How many processes were seen to answer. */
export const processesOf = ({ turns }: Cell): number => Math.max(0, ...turns.map(({ shares }) => shares.length));

/** The one in the middle; undefined if there are none. */
export const middleOf = (numbers: readonly number[]): number | undefined => (numbers.length === 0 ? undefined : median(numbers));

/** `1.95 times (1.90 to 2.01)` */
const timesOf = ({ median, low, high }: Interval): string => `${median.toFixed(2)} times (${low.toFixed(2)} to ${high.toFixed(2)})`;

const names = (cells: readonly Cell[]): string => listed(cells.map(({ contender }) => `**${contender}**`));

/** `**nginx** (0.24) and **PM2** (0.91)`: with its ratio, unless told. */
function list<Some extends Cell>(
  cells: readonly Some[],
  figure: (cell: Some) => string = ({ ratio }) => ratio?.median.toFixed(2) ?? '',
): string {
  return listed(cells.map((cell) => `**${cell.contender}** (${figure(cell)})`));
}

/** Three figures are as many as such a measurement has: `0.042 ms`, `2.10 ms`, `145 ms`. */
export const milliseconds = (value: number): string => `${threeFigures(value)} ms`;

export function threeFigures(value: number): string {
  if (value === 0) return '0';
  const digits = Math.min(4, Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value)))));
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
