import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import {
  aboutCost,
  aboutLatency,
  aboutSharing,
  aboutThroughput,
  costOf,
  isMeasured,
  middleOf,
  processesOf,
  standingAt,
  summary,
  threeFigures,
} from '../findings.ts';
import type { Cell, Named, Result, Workload } from '../result.ts';
import { costChart, latencyChart, meanShares, ratioChart, sharingChart } from './charts.ts';
import { type Markup, markup, sentence } from './markup.ts';

/**
 * Writes the result as one HTML file that needs nothing else: no script, no network.
 * @param file what is there is written over
 */
export async function writePage(result: Result, file: string): Promise<void> {
  await writeFile(file, pageOf(result));
}

/** The page, as HTML. */
export function pageOf(result: Result): string {
  const { machine, settings, workloads } = result;
  const date = result.date.slice(0, 10);
  const css = readFileSync(new URL('style.css', import.meta.url), 'utf8');
  const title = `Ways onto every core, measured ${date}`;
  const head = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>`;
  const body = markup`
<header>
<p class="kicker">every-core · npm run compare</p>
<h1>${summarySentence(result)}</h1>
<p class="facts">${[machine.cpu, cores(machine.cores), machine.system, `Node ${machine.versions['node'] ?? '?'}`, date, `seed ${result.seed}`].join(' · ')}</p>
${warnings(result)}
</header>
<main>
<section aria-labelledby="verdicts">
<h2 id="verdicts" class="visually-hidden">Verdicts</h2>
<div class="verdicts">
${workloads.map((workload, index) => verdict(result, workload, index))}
</div>
</section>
${workloads.map((workload, index) => workloadSection(result, workload, index))}
<section>
<h2>The contenders</h2>
<dl class="contenders">
${result.contenders.map(({ name, what, role }) => markup`<div><dt>${name}${role === 'contender' ? '' : markup` <small>${roles[role]}</small>`}</dt><dd>${what}</dd></div>\n`)}
</dl>
${result.skipped.length > 0 ? skipped(result) : undefined}
</section>
<section>
<h2>How it was measured</h2>
${how(result).map((text) => markup`<p>${text}</p>\n`)}
</section>
<section>
<h2>The machine</h2>
<dl class="machine">
${Object.entries({
  system: machine.system,
  processor: machine.cpu,
  cores: String(machine.cores),
  memory: `${machine.memoryMB.toLocaleString('en')} MB`,
  ...machine.versions,
  began: result.date,
  seed: String(result.seed),
  processes: `${settings.processes} each, but for one process`,
}).map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>\n`)}
</dl>
</section>
<section>
<h2>All figures</h2>
<p>Requests a second, CPU of an answer and memory are medians of the turns; what the load generator used of a core, and what the host (steal) and other programs (elsewhere) took of all cores, is that of the worst turn.</p>
${workloads.map((workload) => markup`<details><summary>${workload.name}</summary>${allFigures(result, workload)}</details>\n`)}
<p><a download="compare-${date}.json" href="data:application/json;base64,${Buffer.from(JSON.stringify(result)).toString('base64')}">Save every turn of every round, as JSON</a></p>
</section>
</main>
</body>
</html>
`;
  return `${head.html}\n<style>\n${css}</style>\n</head>\n<body>${body.html}`;
}

const roles: Record<Named['role'], string> = {
  baseline: 'what all are compared with',
  control: 'the same once more: whatever differs here is chance',
  contender: '',
};

const cores = (count: number): string => (count === 1 ? '1 core' : `${count} cores`);

const summarySentence = (result: Result): Markup[] => sentence(summary(result));

function warnings({ complete, settings }: Result): Markup[] {
  return [
    ...(complete ? [] : [markup`<p class="warning"><b>Interrupted.</b> What was measured by then stands here; nothing was added.</p>`]),
    ...(settings.quick
      ? [markup`<p class="warning"><b>A quick run.</b> It shows how the comparison works; for a verdict to rely on, make a full one.</p>`]
      : []),
  ];
}

/** Who is best at this, as large as it deserves. */
function verdict(result: Result, workload: Workload, index: number): Markup {
  const standing = standingAt(result, workload);
  const [best, ...others] = standing.trusted ? standing.leaders : [];
  const or = others.length > 2 ? `or ${others.length} others` : others.map(({ contender }) => `or ${contender}`).join(' ');
  return markup`<article>
<h3><a href="#workload-${index + 1}">${workload.name}</a></h3>
${best ? markup`<p class="best"><span class="times">${best.ratio.median.toFixed(2)}×</span> <span>${best.contender}</span> <small>${or}</small></p>` : markup`<p class="best none">${standing.trusted ? 'nothing faster' : 'no verdict'}</p>`}
<p>${sentence(aboutThroughput(standing).join(' '))}</p>
</article>
`;
}

function workloadSection(result: Result, workload: Workload, index: number): Markup {
  const cells = inOrder(result, workload);
  const compared = cells.filter(({ contender }) => roleOf(result, contender) !== 'baseline');
  const rates = [...new Set(cells.flatMap(({ latency }) => latency?.rate ?? []))];
  const at = rates.length === 1 ? `${threeFigures(rates[0] as number)} requests a second` : 'a fixed rate of its own for each';
  return markup`<section aria-labelledby="workload-${index + 1}">
<h2 id="workload-${index + 1}">${workload.name}</h2>
<p class="lead"><span class="path">GET ${workload.path}</span> · ${workload.what}</p>
${
  !compared.some(isMeasured)
    ? markup`<p>Nothing could be compared with one process.</p>`
    : figure(
        'Requests answered, against one process',
        markup`${key('one', '●', 'faster')} ${key('two', '◆', 'slower')} ${key('ink', '○', 'no difference shown')} ${key('ink', '━', '95% interval of the median')} ${key('muted', '|', 'a round that counts')}`,
        ratioChart(`Requests answered a second at ${workload.name}, as a multiple of one process`, compared, result),
        table(['', 'times', 'from', 'to', 'verdict'], compared.map(ratioRow)),
        [],
      )
}
${unmeasured(compared)}
${
  cells.some(({ latency }) => latency)
    ? figure(
        `How long an answer takes, at ${at}`,
        markup`${key('one', '●', 'half of the answers')} ${key('two', '◆', '99 of 100')} ${key('ink', '|', 'the slowest')}`,
        latencyChart(`Latency at ${workload.name}`, cells),
        table(
          ['', 'requests a second', 'half, ms', '99 of 100, ms', 'slowest, ms'],
          cells.flatMap(({ contender, latency }) =>
            latency ? [[contender, ...[latency.rate, latency.p50, latency.p99, latency.max].map(threeFigures)]] : [],
          ),
        ),
        aboutLatency(result, workload),
      )
    : undefined
}
${
  cells.some((cell) => processesOf(cell) > 1)
    ? figure(
        'How its processes share the answers',
        markup`${key('one', '■', 'a process')} ${key('other', '■', 'the next one, less busy')} ${key('ink', '┊', 'even shares')}`,
        sharingChart(`How the processes share the answers at ${workload.name}`, cells),
        table(
          ['', 'evenness', 'shares, the busiest first'],
          cells.filter((cell) => processesOf(cell) > 1).map((cell) => [cell.contender, cell.jain?.toFixed(2) ?? '', shares(cell)]),
        ),
        aboutSharing(result, workload),
      )
    : undefined
}
${
  cells.some((cell) => costOf(cell) !== undefined)
    ? figure(
        'What an answer costs',
        markup`CPU time of all its processes, nginx or PM2 included`,
        costChart(`CPU time of an answer at ${workload.name}`, cells),
        table(
          ['', 'CPU of an answer, ms'],
          cells.map((cell) => [cell.contender, figureOf(costOf(cell))]),
        ),
        aboutCost(result, workload),
      )
    : undefined
}
</section>
`;
}

/** The control first; then the best first, and what has no ratio last. One process, with which all are compared, before all. */
function inOrder(result: Result, workload: Workload): Cell[] {
  const rank = (cell: Cell) => ({ baseline: 3, control: 2, contender: isMeasured(cell) ? 1 : 0 })[roleOf(result, cell.contender)];
  return result.cells
    .filter((cell) => cell.workload === workload.name)
    .sort((a, b) => rank(b) - rank(a) || (b.ratio?.median ?? 0) - (a.ratio?.median ?? 0));
}

const roleOf = ({ contenders }: Result, contender: string): Named['role'] =>
  contenders.find(({ name }) => name === contender)?.role ?? 'contender';

function figure(title: string, key: Markup, chart: Markup, figures: Markup, sentences: readonly string[]): Markup {
  return markup`<figure>
<figcaption><h3>${title}</h3><p class="key">${key}</p></figcaption>
${chart}
${sentences.map((text) => markup`<p>${sentence(text)}</p>`)}
<details><summary>The same in a table</summary>${figures}</details>
</figure>
`;
}

const key = (colour: string, sign: string, words: string): Markup =>
  markup`<span class="entry"><span class="sign ${colour}" aria-hidden="true">${sign}</span>${words && ` ${words}`}</span>`;

/** Why there is no ratio; those with the same reason share a line. */
function unmeasured(cells: readonly Cell[]): Markup | undefined {
  const whys = new Map<string, string[]>();
  for (const cell of cells) {
    if (isMeasured(cell)) continue;
    const why = cell.why ?? 'not measurable';
    whys.set(why, [...(whys.get(why) ?? []), cell.contender]);
  }
  if (whys.size === 0) return undefined;
  return markup`<ul class="unmeasured">${[...whys].map(([why, names]) => markup`<li><b>${names.join(' · ')}</b>: ${why}</li>`)}</ul>`;
}

const ratioRow = (cell: Cell): string[] => [
  cell.contender,
  ...(isMeasured(cell) ? [cell.ratio.median, cell.ratio.low, cell.ratio.high].map((value) => value.toFixed(2)) : ['', '', '']),
  cell.verdict,
];

const shares = (cell: Cell): string =>
  meanShares(cell)
    .map((share) => `${(100 * share).toFixed(1)}%`)
    .join(' ');

const figureOf = (value: number | undefined): string => (value === undefined ? '' : threeFigures(value));

/** Rows with their name first. In a narrow window each row is a block of its own, and each figure says what it is. */
function table(columns: readonly string[], rows: readonly (readonly string[])[]): Markup {
  return markup`<table class="${columns.length > 8 ? 'dense' : ''}">
<thead><tr>${columns.map((column) => (column === '' ? markup`<td></td>` : markup`<th scope="col">${column}</th>`))}</tr></thead>
<tbody>${rows.map(([name, ...figures]) => markup`<tr><th scope="row">${name}</th>${figures.map((figure, index) => markup`<td data-column="${columns[index + 1]}">${figure}</td>`)}</tr>\n`)}</tbody>
</table>`;
}

function allFigures(result: Result, workload: Workload): Markup {
  const columns = [
    '',
    'verdict',
    'times',
    'requests/s',
    'answered',
    'failed',
    'too late',
    'CPU, ms',
    'MB',
    'generator',
    'steal',
    'elsewhere',
  ];
  return table(
    columns,
    inOrder(result, workload).map((cell) => {
      const all = (figure: (turn: Cell['turns'][number]) => number | undefined) => cell.turns.flatMap((turn) => figure(turn) ?? []);
      const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0).toLocaleString('en');
      const most = (numbers: number[]) => (numbers.length === 0 ? '' : `${(100 * Math.max(...numbers)).toFixed(0)}%`);
      return [
        cell.contender,
        roleOf(result, cell.contender) === 'baseline' ? '' : cell.verdict,
        isMeasured(cell) ? unbroken(`${cell.ratio.median.toFixed(2)} (${cell.ratio.low.toFixed(2)}–${cell.ratio.high.toFixed(2)})`) : '',
        figureOf(middleOf(all(({ rate }) => rate))),
        sum(all(({ answered }) => answered)),
        sum(all(({ failed }) => failed)),
        sum(all(({ timeouts }) => timeouts)),
        figureOf(costOf(cell)),
        figureOf(middleOf(all(({ memoryMB }) => memoryMB))),
        most(all(({ generator }) => generator)),
        most(all(({ steal }) => steal)),
        most(all(({ elsewhere }) => elsewhere)),
      ];
    }),
  );
}

/** The same, but no line ends within it. */
const unbroken = (text: string): string => text.replaceAll(' ', '\u00A0').replaceAll('–', '\u2060–\u2060');

const skipped = ({ skipped }: Result): Markup => markup`<h3>Not taking part here</h3>
<dl class="contenders">
${skipped.map(({ contender, why }) => markup`<div><dt>${contender}</dt><dd>${why}</dd></div>\n`)}
</dl>`;

function how({ settings }: Result): string[] {
  const { rounds, seconds, connections } = settings;
  return [
    `In each of ${rounds} rounds every contender had a turn of ${seconds} s, in an order that the seed shuffles, with ${connections} connections that each send their next request when the last one is answered. A ratio is taken within a round, between turns that lie close together, so what slows the whole machine down slows both.`,
    'The figure is the median of the rounds. Its interval is a 95% bootstrap interval: where it spans 1 no difference is shown, and where the intervals of two overlap, this run does not rank them.',
    'One process also ran against itself. Where that did not come out as equal there is no verdict; nor where requests failed, where the load generator had no CPU left, or where the machine was busy with something else.',
    `The load generator ran on the same machine and took CPU from what it measured.`,
  ];
}
