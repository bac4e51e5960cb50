import type { Cell, Interval, Result } from '#workshop/compare/result.ts';

// Reads docs/measurements.md as a person does, and holds what it says against the figures. It shares no code with what wrote it: a fault
// there would otherwise be found right here.

type Measured = Cell & { ratio: Interval };

/** A sentence that says who is better or worse, with the check of it: what is wrong with it, if anything. */
type Reading = [sentence: RegExp, fault: (parts: string[], at: At) => string | false | undefined];

/** What was measured at a workload: of contenders, not of one process. */
interface At {
  all: Cell[];
  measured: Measured[];
  control: Cell | undefined;
}

/** Words that state a winner or a loser: a sentence with one of them is read, or it is a fault. */
const ranking =
  /\b(best|better|worse|worst|fast\w*|slow\w*|quick\w*|most|least|highest|lowest|beats?|ahead|takes?|took|wins?|winner\w*|before)\b/i;

/** What ranks nobody, for all those words. */
const harmless = [
  /^A figure without a unit says how many times .*$/gm,
  /^A faster way that fails when a worker dies, .*$/gm,
  /^The load generator ran on the same .*$/gm,
  /^Whether the published order holds, .* this run can't say: .*$/gm,
  /^The same here, in ms, of the cluster module; .* ranks nobody\.$/gm,
  /^A spread of 6% between single runs ranks nobody\.$/gm,
];

const foundThere: Reading[] = [
  [
    /^\*\*(.+)\*\* answers most: ([\d.]+) times \(([\d.]+) to ([\d.]+)\) as many requests a second as one process\.$/gm,
    ([name, ...figures], at) => faultOfBest(name, figures, [], at),
  ],
  [
    /^\*\*(.+?)\*\* comes out highest, ([\d.]+) times \(([\d.]+) to ([\d.]+)\) one process, and is not shown to beat (.+): their intervals overlap\.$/gm,
    ([name, median, low, high, others], at) => faultOfBest(name, [median, low, high], namesIn(others), at) || faultOfFigures(others, at),
  ],
  [
    /^Nothing is shown to answer more requests than one process\.$/gm,
    (_, at) => (isDoubtful(at) ? 'there is no verdict' : bestOf(at.measured) && 'something is'),
  ],
  [
    /^Also faster than one process: (.+)\.$/gm,
    ([names], at) => {
      const faster = at.measured.filter(({ verdict }) => verdict === 'faster');
      const low = Math.max(...faster.filter(({ ratio }) => ratio.median === highest(faster)).map(({ ratio }) => ratio.low));
      return (
        faultOfNames(
          names,
          faster.filter(({ ratio }) => ratio.high < low),
        ) || faultOfFigures(names, at)
      );
    },
  ],
  [/^No difference from one process is shown for (.+)\.$/gm, ([names], at) => faultOfVerdict('no difference shown', names, at)],
  [/^Slower than one process: (.+)\.$/gm, ([names], at) => faultOfVerdict('slower', names, at)],
  [
    /^Not measurable: (.+)\.$/gm,
    ([names], { all, measured }) =>
      faultOfNames(
        names,
        all.filter((cell) => !measured.includes(cell as Measured)),
      ),
  ],
  [/^No verdict: .+\.$/gm, (_, at) => !isDoubtful(at) && 'the control came out as equal'],
  [
    /^99 of 100 answers came within ([\d.,]+) ms with \*\*(.+)\*\* and within ([\d.,]+) ms with \*\*(.+)\*\*; the others lie between\. There is no interval, so this ranks nobody\.$/gm,
    (parts, { all }) => faultOfExtremes(parts, all, ({ latency }) => latency?.p99),
  ],
  [
    /^An answer took ([\d.,]+) ms of CPU with \*\*(.+)\*\* and ([\d.,]+) ms with \*\*(.+)\*\*; the others lie between\.$/gm,
    (parts, { measured }) =>
      faultOfExtremes(parts, measured, ({ turns }) => middle(turns.flatMap(({ cpuPerAnswer }) => cpuPerAnswer ?? []))),
  ],
];

const advice: Reading[] = [
  [
    / take \*\*(.+?)\*\*(?:; just as well (.+?), since no difference between them is shown)?\./g,
    ([name, others], at) => faultOfBest(name, undefined, namesIn(others), at),
  ],
  [
    / one process is enough\. Nothing is shown to be faster\./g,
    (_, at) => (isDoubtful(at) ? 'there is no verdict' : bestOf(at.measured) && 'something is'),
  ],
  [/ this run gives no verdict, so it is no reason to choose\./g, (_, at) => !isDoubtful(at) && 'the control came out as equal'],
  [
    / Slower than one process, so not for speed: (.+)\.$/g,
    ([names], { measured }) =>
      faultOfNames(
        names,
        measured.filter(({ verdict }) => verdict === 'slower'),
      ),
  ],
];

/** What the text says that the figures don't, a sentence each; and what nothing here can read. */
export function faultsOf(text: string, result: Result): string[] {
  const faults: string[] = [];
  const [, head = '', found = '', published = '', choosing = ''] =
    /^([^]*?)^## What was found$([^]*?)^## Beside what others published$([^]*?)^## What it means, if you have to choose$([^]*)/m.exec(
      text,
    ) ?? [];
  if (choosing === '') return ['a heading is gone'];

  const sections = found.split(/^### /m).slice(1);
  for (const workload of result.workloads) {
    const at = atWorkload(result, workload.name);
    const section = sections.find((one) => one.startsWith(`${workload.name}\n`));
    const item = choosing.split(/^- /m).find((one) => one.startsWith(`**${workload.name}**:`));
    faults.push(...faultsIn(section?.slice(workload.name.length), foundThere, at, workload.name, 1));
    faults.push(...faultsIn(item?.split('\n')[0]?.slice(workload.name.length + 5), advice, at, `the advice for ${workload.name}`, 1));
  }
  const all = result.workloads.map(({ name }) => atWorkload(result, name));
  faults.push(...faultsIn(/^\*\*In short\.\*\* (.+)$/m.exec(head)?.[1], summaries(all), all[0] as At, 'the summary', 1));
  faults.push(...faultsIn(withoutTables(published), orders(all, result), all[0] as At, 'the published order', 0));
  faults.push(...faultsIn(choosing.replace(/^- .*$/gm, ''), [], all[0] as At, 'the end', 0));
  return faults;
}

/** @param least so many of the sentences must be there */
function faultsIn(text: string | undefined, readings: readonly Reading[], at: At, where: string, least: number): string[] {
  let left = withoutTables(text ?? '');
  let read = 0;
  const faults: string[] = [];
  for (const [sentence, faultOf] of readings) {
    for (const [whole, ...parts] of left.matchAll(sentence)) {
      read++;
      const fault = faultOf(parts, at);
      if (fault) faults.push(`${where}: "${whole.trim()}" But ${fault}.`);
    }
    left = left.replaceAll(sentence, '');
  }
  if (read < least) faults.push(`${where}: nothing is said of who is faster`);
  for (const sentence of harmless) left = left.replaceAll(sentence, '');
  left = left.replaceAll(/\*\*.+?\*\*/g, ''); // a name may hold any word
  const unread = left.split('\n').find((line) => ranking.test(line));
  return unread === undefined ? faults : [...faults, `${where}: nothing reads "${unread.trim()}"`];
}

/** One process against itself didn't come out as equal: nothing can be said. */
const isDoubtful = ({ control }: At): boolean => control?.verdict !== 'no difference shown';

const withoutTables = (text: string): string => text.replaceAll(/^\|.*$/gm, '');

function atWorkload({ cells, contenders }: Result, workload: string): At {
  const roles = Object.fromEntries(contenders.map(({ name, role }) => [name, role]));
  const here = cells.filter((cell) => cell.workload === workload);
  const all = here.filter(({ contender }) => roles[contender] === 'contender');
  const measured = all.filter((cell): cell is Measured => cell.ratio !== undefined);
  return { all, measured, control: here.find(({ contender }) => roles[contender] === 'control') };
}

/** The winners of each workload with a verdict where anything is faster. */
const winnersOf = (all: readonly At[]): string[][] =>
  all.filter((at) => !isDoubtful(at) && bestOf(at.measured)).map((at) => winnersAt(at).map(({ contender }) => contender));

/** The fastest, and whoever is not shown to be slower than it. */
function winnersAt({ measured }: At): Measured[] {
  const best = bestOf(measured);
  return measured.filter(({ ratio }) => best && ratio.high >= best.ratio.low);
}

const bestOf = (cells: readonly Measured[]): Measured | undefined =>
  cells.find(
    ({ verdict, ratio }) =>
      verdict === 'faster' && cells.every((other) => other.ratio.median <= ratio.median || other.verdict !== 'faster'),
  );

function summaries(all: readonly At[]): Reading[] {
  const winners = winnersOf(all);
  const everywhere = (winners[0] ?? []).filter((name) => winners.every((names) => names.includes(name)));
  return [
    [/^Among the fastest at .+: (\*\*.+\*\*)\.$/gm, ([names]) => sameNames(names, everywhere)],
    [
      /^There is no best way: nothing is among the fastest at .+\.$/gm,
      () => (winners.length === 0 || (everywhere.length > 0 && `${everywhere} is`) ? `winners are ${winners}` : undefined),
    ],
    [/^Nothing is shown to be faster than one process at .+\.$/gm, () => winners.length > 0 && `winners are ${winners}`],
    [/^No verdict was possible\.$/gm, () => !all.every(isDoubtful) && 'one was'],
  ];
}

function orders(all: readonly At[], { workloads }: Result): Reading[] {
  return [
    [
      /^The published order, \*\*(.+)\*\* before \*\*(.+)\*\* before \*\*(.+)\*\*, is shown here at (none|\d+) of \d+ workloads?(?:: (.+))?\.$/gm,
      (parts) => {
        const [first, second, third, , told = ''] = parts;
        const shown = workloads.filter((_, index) => {
          const at = all[index] as At;
          const [a, b, c] = [first, second, third].map((name) => at.measured.find(({ contender }) => contender === name)?.ratio);
          return !isDoubtful(at) && a && b && c && a.low > b.high && b.low > c.high;
        });
        const names = shown.map(({ name }) => name).join(', ');
        return told.replace(/ and (?=[^,]*(?:,[^,]*)?$)/, ', ') !== names && `it is at ${names || 'none'}`;
      },
    ],
  ];
}

/** Whether it is the fastest, and the others are those that it is not shown to beat. */
function faultOfBest(name: string | undefined, figures: readonly (string | undefined)[] | undefined, others: readonly string[], at: At) {
  if (isDoubtful(at)) return 'there is no verdict';
  const best = bestOf(at.measured);
  if (!best || best.contender !== name) return `it is ${best?.contender ?? 'nobody'}`;
  const { median, low, high } = best.ratio;
  const right = [median, low, high].map((figure) => figure.toFixed(2)).join();
  if (figures && figures.join() !== right) return `it is ${right}`;
  const equal = winnersAt(at).filter((cell) => cell !== best);
  return sameNames(
    others.map((other) => `**${other}**`).join(),
    equal.map(({ contender }) => contender),
  );
}

const faultOfVerdict = (verdict: Cell['verdict'], names: string | undefined, at: At) =>
  faultOfNames(
    names,
    at.measured.filter((cell) => cell.verdict === verdict),
  ) || faultOfFigures(names, at);

const faultOfNames = (text: string | undefined, cells: readonly Cell[]) =>
  sameNames(
    text,
    cells.map(({ contender }) => contender),
  );

const sameNames = (text: string | undefined, names: readonly string[]): string | undefined =>
  namesIn(text).sort().join('; ') === [...names].sort().join('; ') ? undefined : `it is ${names.join('; ') || 'nobody'}`;

const namesIn = (text = ''): string[] => [...text.matchAll(/\*\*(.+?)\*\*/g)].map(([, name = '']) => name);

/** `**nginx** (0.24)`: each figure is that of its name. */
function faultOfFigures(text = '', { measured }: At): string | undefined {
  for (const [, name, figure] of text.matchAll(/\*\*(.+?)\*\* \(([\d.]+)\)/g)) {
    const right = measured.find(({ contender }) => contender === name)?.ratio.median.toFixed(2);
    if (figure !== right) return `${name} has ${right}`;
  }
  return undefined;
}

/** `[low, who, high, who]` */
function faultOfExtremes(
  [low, lowest, high, highest]: readonly string[],
  cells: readonly Cell[],
  figureOf: (cell: Cell) => number | undefined,
) {
  const figures = cells.flatMap((cell) => figureOf(cell) ?? []);
  for (const [figure, name, extreme] of [
    [low, lowest, Math.min(...figures)],
    [high, highest, Math.max(...figures)],
  ] as const) {
    const cell = cells.find(({ contender }) => contender === name);
    if (!cell || figureOf(cell) !== extreme) return `${extreme} is not that of ${name}`;
    const told = Number(figure?.replaceAll(',', ''));
    if (Math.abs(told - extreme) > 0.006 * extreme + 0.00006) return `it is ${extreme}`;
  }
  return undefined;
}

const highest = (cells: readonly Measured[]): number => Math.max(...cells.map(({ ratio }) => ratio.median));

function middle(numbers: readonly number[]): number | undefined {
  const sorted = [...numbers].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return sorted.length === 0 ? undefined : ((sorted[Math.ceil(half) - 1] as number) + (sorted[Math.floor(half)] as number)) / 2;
}
