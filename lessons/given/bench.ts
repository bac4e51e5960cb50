// Given: the chores of a comparison. In which order to measure, and what the figures mean, is up to compare.ts.
import { endContenders, startContenders } from './bench/contender.ts';
import { type Settings, readSettings } from './bench/settings.ts';
import { table } from './bench/table.ts';
import { isMain } from './is-main.ts';

/** The two that are compared. */
export type Contender = 'A' | 'B';

/** What a round measured: the requests that each of them answered a second. */
export type Round = Readonly<Record<Contender, number>>;

/** What the rounds say together. */
export interface Ratios {
  /** For each round, in the rounds' order: how many times as many requests B answered as A. */
  each: number[];
  /** The one in the middle. */
  median: number;
}

/** What may be said of B. */
export type Verdict = 'faster' | 'slower' | 'no difference shown' | 'no verdict';

/** The three functions that make a comparison. */
export interface Comparison {
  /** Who has the first and who the second turn in each of so many rounds. */
  order(rounds: number): Contender[][];
  ratios(rounds: readonly Round[]): Ratios;
  /**
   * @param failed how many requests failed
   * @param control with --control: the ratios of A's program, started once more, to A
   */
  verdict(ratios: Ratios, failed: number, control?: Ratios): Verdict;
}

/** All that was measured: what --json prints. */
export interface Report {
  contenders: Record<Contender, string>;
  path: string;
  connections: number;
  seconds: number;
  rounds: { order: Contender[]; A: number; B: number; ratio: number | undefined; control: number | undefined }[];
  median: number;
  least: number;
  most: number;
  control: { median: number; least: number; most: number } | undefined;
  failed: number;
  /** How much of a core the load generator used, from 0 to 1. Near 1 it is the generator that is measured. */
  generator: number;
  verdict: Verdict;
}

/**
 * Measures, if `module` is the file that was started; does nothing where it is imported.
 * @param module `import.meta`
 */
export async function bench(module: ImportMeta, comparison: Comparison): Promise<void> {
  if (!isMain(module)) return;
  const settings = readSettings();
  const report = await measure(comparison, settings);
  endContenders();
  console.log(settings.json ? JSON.stringify(report, null, 2) : table(report));
  process.exitCode = report.verdict === 'no verdict' ? 1 : 0;
}

async function measure({ order, ratios, verdict }: Comparison, settings: Settings): Promise<Report> {
  const { A, B, path, connections, seconds, wait } = settings;
  const [urlA = '', urlB = '', urlAgain = ''] = await startContenders(settings.control ? [A, B, A] : [A, B], path, wait);
  const urls = { A: urlA, B: urlB, again: urlAgain };
  const { sendLoad } = await import('./bench/load.ts'); // not above: whoever only imports compare.ts need not load autocannon
  const plan = order(settings.rounds);
  // Node is slow at what it does for the first time: that is not to count against whoever goes first.
  for (const url of [urlA, urlB, urlAgain].filter(Boolean)) await sendLoad(url, connections, Math.min(seconds, 0.5));
  const measured: Record<keyof typeof urls, number>[] = [];
  let failed = 0;
  const start = { time: performance.now(), cpu: process.cpuUsage() };
  for (const turns of plan) {
    showProgress(`round ${measured.length + 1} of ${plan.length}`);
    const rates = { A: 0, B: 0, again: 0 };
    for (const name of settings.control ? withControl(turns) : turns) {
      const load = await sendLoad(urls[name], connections, seconds);
      rates[name] = load.rate;
      failed += load.failed;
    }
    measured.push(rates);
  }
  showProgress('');
  const { user, system } = process.cpuUsage(start.cpu);
  const generator = (user + system) / 1000 / (performance.now() - start.time);
  const result = ratios(measured.map(({ A, B }) => ({ A, B })));
  const control = settings.control ? ratios(measured.map(({ A, again }) => ({ A, B: again }))) : undefined;
  return {
    contenders: { A: A.name, B: B.name },
    path,
    connections,
    seconds,
    rounds: measured.map(({ A, B, again }, i) => {
      return { order: plan[i] ?? [], A, B, ratio: result.each[i], control: control && again / A };
    }),
    ...summary(result),
    control: control && summary(control),
    failed,
    generator,
    verdict: verdict(result, failed, control),
  };
}

/** The control stands at the other end of the round than A. */
function withControl(turns: readonly Contender[]): (Contender | 'again')[] {
  return turns[0] === 'A' ? [...turns, 'again'] : ['again', ...turns];
}

const summary = ({ each, median }: Ratios) => ({ median, least: Math.min(...each), most: Math.max(...each) });

/** On a terminal, what is going on; nothing is left of it in the end. */
function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}
