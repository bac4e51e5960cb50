import * as Plot from '@observablehq/plot';
import { DOMImplementation, XMLSerializer } from '@xmldom/xmldom';
import { costOf, isMeasured, milliseconds, processesOf, threeFigures } from '../findings.ts';
import type { Cell, Result } from '../result.ts';
import { isQuiet } from '../verdict.ts';
import { Markup } from './markup.ts';

// The charts, drawn while the page is written: it needs no script, and prints. Each is drawn twice, for a wide window and for a narrow one,
// so that its letters are as large in both. Its colours are the page's own, so they follow it into the dark.

interface Layout {
  name: 'wide' | 'narrow';
  width: number;
  /** The size of letters, in the same units as the width. */
  letters: number;
  /** The height of a row. */
  row: number;
  /** Where the names of the rows end. */
  left: number;
  /** What is kept free for the figures, at the right. */
  right: number;
  /** How far the name is above the middle of its row, and the marks below it. */
  nameUp: number;
  marksDown: number;
}

const layouts: Layout[] = [
  { name: 'wide', width: 1100, letters: 18, row: 50, left: 295, right: 215, nameUp: 0, marksDown: 0 },
  { name: 'narrow', width: 360, letters: 15, row: 62, left: 20, right: 20, nameUp: 15, marksDown: 12 },
];

/** What all charts have: a row for each contender, with its name, and a figure in words. */
interface Row {
  name: string;
  /** What the wide chart says at its end. */
  figure: string;
  /** The same for the narrow one, where there is less room. */
  short: string;
}

const colours = {
  ink: 'var(--ink)',
  muted: 'var(--muted)',
  line: 'var(--line)',
  paper: 'var(--paper)',
  one: 'var(--one)',
  two: 'var(--two)',
  other: 'var(--other)',
};

interface Chart<Shown extends Row> {
  /** What it shows, for those who don't see it. */
  label: string;
  rows: readonly Shown[];
  /** What stands over the figures at the ends of the rows. */
  figures: Record<Layout['name'], string>;
  x: Plot.ScaleOptions;
  ticks: number[];
  format: (tick: number) => string;
  /** The words of the axis below the rows. */
  axis: string;
  marks: (layout: Layout) => Plot.Markish[];
}

const draw = <Shown extends Row>(chart: Chart<Shown>): Markup => new Markup(layouts.map((layout) => drawAs(layout, chart)).join(''));

function drawAs<Shown extends Row>(layout: Layout, { label, rows, figures, x, ticks, format, axis, marks }: Chart<Shown>): string {
  const { letters, left, right } = layout;
  const wide = layout.name === 'wide';
  const top = 1.7 * letters;
  const bottom = 3.2 * letters;
  const written = { y: 'name', fill: colours.ink, stroke: colours.paper, strokeWidth: letters / 3, dy: -layout.nameUp };
  const atTheEnd = { frameAnchor: 'right', textAnchor: 'end', fontVariant: 'tabular-nums', dx: right - 2 } as const;
  const svg = Plot.plot({
    document: new DOMImplementation().createDocument('http://www.w3.org/1999/xhtml', 'html') as never,
    className: `chart-${layout.name}`,
    ariaLabel: label,
    width: layout.width,
    height: top + rows.length * layout.row + bottom,
    marginLeft: left,
    marginRight: right,
    marginTop: top,
    marginBottom: bottom,
    x,
    y: { type: 'band', domain: rows.map(({ name }) => name), axis: null, padding: 0 },
    marks: [
      Plot.gridX(ticks, { stroke: colours.line, strokeOpacity: 1 }),
      Plot.axisX(ticks, {
        text: (tick: number) => format(tick), // tickFormat would leave out some of a logarithm's
        tickSize: 0,
        label: axis,
        labelAnchor: wide ? 'center' : 'left',
        labelArrow: 'none',
        labelOffset: 2.7 * letters,
        fontSize: letters * 0.9,
        color: colours.muted,
      }),
      ...marks(layout),
      wide
        ? Plot.text(rows, { ...written, text: 'name', frameAnchor: 'left', textAnchor: 'end', dx: -22, lineWidth: 14, lineHeight: 1.1 })
        : Plot.text(rows, {
            ...written,
            text: 'name',
            frameAnchor: 'left',
            textAnchor: 'start',
            dx: 2 - left,
            lineWidth: 14.5,
            textOverflow: 'ellipsis',
            fontWeight: 600,
          }),
      Plot.text(rows, { ...written, ...atTheEnd, text: wide ? 'figure' : 'short' }),
      Plot.text([figures[layout.name]], {
        ...atTheEnd,
        frameAnchor: 'top-right',
        lineAnchor: 'bottom',
        dy: -letters / 2,
        fontSize: letters * 0.9,
        fill: colours.muted,
      }),
    ],
  });
  svg.setAttribute('role', 'img');
  svg.setAttribute('style', `font: ${letters}px var(--font)`);
  return new XMLSerializer().serializeToString(svg as never);
}

/** How many times as many answers as one process: the median of the rounds, its interval, and the single rounds behind it. */
export function ratioChart(label: string, cells: readonly Cell[], result: Result): Markup {
  const rows = cells.map((cell) => {
    const { ratio } = cell;
    const known = ratio && isMeasured(cell);
    return {
      name: cell.contender,
      verdict: known ? cell.verdict : 'not measurable',
      ...(known ? { low: ratio.low, high: ratio.high, median: ratio.median } : {}),
      figure: known ? `${ratio.median.toFixed(2)} (${ratio.low.toFixed(2)}–${ratio.high.toFixed(2)})` : 'not measurable',
      short: known ? `${ratio.median.toFixed(2)}×` : 'no verdict',
    };
  });
  const measured = rows.filter(({ median }) => median !== undefined);
  const rounds = cells.filter(isMeasured).flatMap((cell) => roundsOf(cell, result).map((ratio) => ({ name: cell.contender, ratio })));
  const values = [0.9, 1.1, ...measured.flatMap(({ low = 1, high = 1 }) => [low, high]), ...rounds.map(({ ratio }) => ratio)];
  const domain: [number, number] = [Math.min(...values) / 1.03, Math.max(...values) * 1.03];
  const dot = (verdict: Cell['verdict'], layout: Layout, options: Plot.DotOptions) =>
    Plot.dot(
      measured.filter((row) => row.verdict === verdict),
      { x: 'median', y: 'name', r: layout.letters * 0.45, dy: layout.marksDown, ...options },
    );
  return draw({
    label,
    rows,
    figures: { wide: 'median (95% interval)', narrow: 'median' },
    x: { type: 'log', domain },
    ticks: ratioTicks(domain),
    format: String,
    axis: 'times as many as one process',
    marks: (layout) => [
      Plot.ruleX([1], { stroke: colours.ink, strokeWidth: 1.5 }),
      Plot.tickX(rounds, { x: 'ratio', y: 'name', stroke: colours.muted, strokeOpacity: 0.55, ...within(layout, 0.36) }),
      Plot.ruleY(measured, { x1: 'low', x2: 'high', y: 'name', dy: layout.marksDown, stroke: colours.ink, strokeWidth: 3 }),
      dot('faster', layout, { fill: colours.one }),
      dot('slower', layout, { fill: colours.two, symbol: 'diamond', r: layout.letters * 0.55 }),
      dot('no difference shown', layout, { fill: colours.paper, stroke: colours.ink, strokeWidth: 2.5 }),
    ],
  });
}

/** What is left of a row's height for marks that are `share` of it high. */
function within({ row, marksDown }: Layout, share: number): { insetTop: number; insetBottom: number } {
  const free = (row * (1 - share)) / 2;
  return { insetTop: free + marksDown, insetBottom: free - marksDown };
}

/** The ratio of each round that counts: this cell's rate to that of one process in the same round. */
function roundsOf(cell: Cell, { contenders, cells }: Result): number[] {
  const baseline = contenders.find(({ role }) => role === 'baseline')?.name;
  const turns = cells.find(({ contender, workload }) => contender === baseline && workload === cell.workload)?.turns ?? [];
  return cell.turns.flatMap((turn) => {
    const base = turns.find(({ round }) => round === turn.round);
    return base && base.rate > 0 && turn.rate > 0 && isQuiet(base) && isQuiet(turn) ? [turn.rate / base.rate] : [];
  });
}

/** Ratios that a person reads easily: the finest of these that reach over all, and are few enough for a narrow window. */
function ratioTicks([low, high]: [number, number]): number[] {
  const steps = [
    [0.9, 0.95, 1, 1.05, 1.1],
    [0.8, 0.9, 1, 1.1, 1.2],
    [0.6, 0.8, 1, 1.2, 1.4],
    [0.5, 0.75, 1, 1.5, 2, 3],
    [0.25, 0.5, 1, 2, 4],
    [0.125, 0.25, 0.5, 1, 2, 4, 8],
  ];
  const reaching = steps.filter((step) => {
    const [first = 1, second = 1] = step;
    const [last = 1, beforeLast = 1] = step.toReversed();
    return low >= first ** 2 / second && high <= last ** 2 / beforeLast;
  });
  return fewest([...reaching, powersOfTen([1, 3]), powersOfTen([1]), powersOfTen([1], 2)], [low, high]);
}

/** 1, 10, 100 … with these steps between, or each so many powers only. */
const powersOfTen = (steps: readonly number[], each = 1): number[] =>
  Array.from({ length: 13 }, (_, index) => (index - 6) * each).flatMap((power) => steps.map((step) => Number(`${step}e${power}`)));

/** What lies within the domain of the first list that has at most six there, or of the last. */
function fewest(lists: readonly number[][], [low, high]: [number, number]): number[] {
  const inside = lists.map((list) => list.filter((tick) => tick >= low && tick <= high));
  return inside.find((list) => list.length <= 6) ?? inside.at(-1) ?? [];
}

/** Half of the answers, 99 of 100, and the slowest, at a fixed arrival rate. */
export function latencyChart(label: string, cells: readonly Cell[]): Markup {
  const least = 0.01; // what is shorter was not measured so finely, and a logarithm needs something
  const rows = cells.flatMap(({ contender, latency }) =>
    latency
      ? {
          name: contender,
          p50: Math.max(least, latency.p50),
          p99: Math.max(least, latency.p99),
          max: Math.max(least, latency.max),
          figure: [latency.p50, latency.p99, latency.max].map(threeFigures).join(' · '),
          short: `${threeFigures(latency.p99)} ms`,
        }
      : [],
  );
  const values = rows.flatMap(({ p50, p99, max }) => [p50, p99, max]);
  const domain: [number, number] = [Math.min(...values) / 1.2, Math.max(...values) * 1.2];
  return draw({
    label,
    rows,
    figures: { wide: 'half · 99 of 100 · slowest', narrow: '99 of 100' },
    x: { type: 'log', domain },
    ticks: fewest([powersOfTen([1, 2, 5]), powersOfTen([1, 3]), powersOfTen([1]), powersOfTen([1], 2)], domain),
    format: (tick) => tick.toLocaleString('en', tick >= 10_000 ? { notation: 'compact' } : {}),
    axis: 'milliseconds',
    marks: (layout) => {
      const at = { y: 'name', dy: layout.marksDown };
      const r = layout.letters * 0.42;
      return [
        Plot.ruleY(rows, { ...at, x1: 'p50', x2: 'max', stroke: colours.muted, strokeWidth: 2 }),
        Plot.tickX(rows, { x: 'max', y: 'name', stroke: colours.ink, strokeWidth: 3, ...within(layout, 0.36) }),
        Plot.dot(rows, { ...at, x: 'p99', r: r * 1.2, fill: colours.two, symbol: 'diamond' }),
        Plot.dot(rows, { ...at, x: 'p50', r, fill: colours.one }),
      ];
    },
  });
}

/** How each contender's processes shared the answers: the busiest first, the mean of the turns. */
export function sharingChart(label: string, cells: readonly Cell[]): Markup {
  const shared = cells.filter((cell) => processesOf(cell) > 1).map((cell) => ({ cell, shares: meanShares(cell) }));
  const rows = shared.map(({ cell: { contender, jain }, shares }) => ({
    name: contender,
    figure: jain?.toFixed(2) ?? '',
    short: jain?.toFixed(2) ?? '',
    shares,
  }));
  const parts = rows.flatMap(({ name, shares }) => {
    let from = 0;
    return shares.map((share, index) => ({ name, from, to: (from += share), even: index % 2 === 0 }));
  });
  const most = Math.max(...rows.map(({ shares }) => shares.length));
  const bar = { x1: 'from', x2: 'to', y: 'name' };
  const evenly = Array.from({ length: most - 1 }, (_, index) => (index + 1) / most);
  return draw({
    label,
    rows,
    figures: { wide: 'evenness', narrow: 'evenness' },
    x: { domain: [0, 1] },
    ticks: [0, 0.25, 0.5, 0.75, 1],
    format: (tick) => `${100 * tick}%`,
    axis: 'share of the answers',
    marks: (layout) => [
      Plot.barX(
        parts.filter(({ even }) => even),
        { ...bar, ...within(layout, 0.44), fill: colours.one },
      ),
      Plot.barX(
        parts.filter(({ even }) => !even),
        { ...bar, ...within(layout, 0.44), fill: colours.other },
      ),
      ...(most <= 16 ? [Plot.ruleX(evenly, { stroke: colours.ink, strokeDasharray: '2 5', strokeWidth: 1.5 })] : []),
    ],
  });
}

/** The mean share of the busiest process of a turn, of the second, and so on: they add up to 1. */
export function meanShares({ turns }: Cell): number[] {
  const counted = turns.map(({ shares }) => shares).filter((shares) => sum(shares) > 0);
  const most = Math.max(0, ...counted.map(({ length }) => length));
  return Array.from({ length: most }, (_, rank) => sum(counted.map((shares) => (shares[rank] ?? 0) / sum(shares))) / counted.length);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** CPU time of an answer. */
export function costChart(label: string, cells: readonly Cell[]): Markup {
  const rows = cells.flatMap((cell) => {
    const cost = costOf(cell);
    return cost === undefined ? [] : { name: cell.contender, cost, figure: milliseconds(cost), short: milliseconds(cost) };
  });
  const most = Math.max(...rows.map(({ cost }) => cost)) || 1;
  const step = stepOf(most);
  const ticks = Array.from({ length: Math.floor(most / step + 1e-9) + 1 }, (_, index) => Number((index * step).toPrecision(3)));
  return draw({
    label,
    rows,
    figures: { wide: 'median of the turns', narrow: 'median' },
    x: { domain: [0, most] },
    ticks,
    format: String,
    axis: 'milliseconds of CPU for an answer',
    marks: (layout) => [Plot.barX(rows, { x: 'cost', y: 'name', fill: colours.one, ...within(layout, 0.44) })],
  });
}

/** 1, 2 or 5 times a power of ten: what gives at most five steps. */
function stepOf(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most / 5));
  return ([1, 2, 5].find((step) => most / (step * power) <= 5) ?? 10) * power;
}
