import { format, resolveConfig } from 'prettier';
import {
  type Standing,
  aboutCost,
  aboutLatency,
  aboutSharing,
  aboutThroughput,
  costOf,
  isMeasured,
  overlap,
  standingAt,
  summary,
  threeFigures,
} from '#workshop/compare/findings.ts';
import type { Cell, Result } from '#workshop/compare/result.ts';
import { count, list } from '#workshop/failure.ts';

/** docs/measurements.md, made from a result and nothing else. `path` says for which file to format it. */
export async function measurementsOf(result: Result, path: string): Promise<string> {
  const standings = result.workloads.map((workload) => standingAt(result, workload));
  const text = [
    '# What was measured',
    '<!-- Written by `npm run measurements` from measurements.json: what is changed here by hand, npm test turns down. -->',
    `One full run of \`npm run compare\`, on one machine, on ${result.date.slice(0, 10)}. All its turns are in [measurements.json](measurements.json). On another machine, or with another program, it may come out otherwise: run it on yours.`,
    `**In short.** ${summary(result)}`,
    '## The machine and the run',
    machine(result),
    '## What was found',
    "A figure without a unit says how many times as many requests a second were answered as by one process: the median of the rounds, and its 95% interval. A difference from one process is shown where the whole interval keeps clear of 1 and of all that the control showed, in either direction: where the control goes down to 0.80, nothing below 1.25 counts. Where two intervals overlap nobody is ranked. Evenness is Jain's index of how many requests each process answered: 1 if all answered as many, 1/n if one of n answered all. From 0.99 on they share evenly.",
    ...standings.flatMap((standing) => found(result, standing)),
    '## Beside what others published',
    ...published(result, standings),
    '## What it means, if you have to choose',
    standings.map(advice).join('\n'),
    ...general(result),
  ].join('\n\n');
  return format(text, { ...(await resolveConfig(path)), parser: 'markdown' });
}

function machine({ machine, settings, seed, contenders, skipped }: Result): string {
  const { processes, rounds, seconds, connections, hashRounds } = settings;
  const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`);
  return [
    `- ${machine.system}, ${machine.cpu}, ${count(machine.cores, 'core')}, ${machine.memoryMB.toLocaleString('en')} MB; ${versions.join(', ')}`,
    `- ${processes} processes each, but for one process; ${rounds} rounds in turns of ${seconds} s; ${connections} connections; seed ${seed}; 2 ms of CPU are ${hashRounds.toLocaleString('en')} rounds of a hash`,
    ...contenders.map(({ name, what }) => `- **${name}**: ${what}`),
    ...skipped.map(({ contender, why }) => `- **${contender}** did not take part: ${why}`),
  ].join('\n');
}

function found(result: Result, standing: Standing): string[] {
  const { workload } = standing;
  const rate = result.cells.find((cell) => cell.workload === workload.name && cell.latency)?.latency?.rate;
  const columns = ['', 'times', 'interval', 'half, ms', '99 of 100, ms', 'slowest, ms', 'CPU, ms', 'evenness'];
  const rows = result.cells.filter((cell) => cell.workload === workload.name).map(rowOf);
  return [
    `### ${workload.name}`,
    `GET \`${workload.path}\`: ${workload.what}.${rate === undefined ? '' : ` Latencies at ${threeFigures(rate)} requests a second, counted from when each was due.`}`,
    [
      ...aboutThroughput(standing),
      ...aboutLatency(result, workload),
      ...aboutCost(result, workload),
      ...aboutSharing(result, workload),
    ].join('\n'),
    table([columns, ...rows]),
  ];
}

function rowOf(cell: Cell): string[] {
  const { contender, ratio, latency, jain } = cell;
  const figure = (value: number | undefined) => (value === undefined ? '' : threeFigures(value));
  return [
    contender,
    ...(ratio && isMeasured(cell) ? [ratio.median.toFixed(2), `${ratio.low.toFixed(2)}–${ratio.high.toFixed(2)}`] : ['', 'not measurable']),
    ...[latency?.p50, latency?.p99, latency?.max, costOf(cell)].map(figure),
    jain?.toFixed(2) ?? '',
  ];
}

const table = ([head = [], ...rows]: readonly (readonly string[])[]): string =>
  [head, head.map((_, index) => (index === 0 ? '---' : '--:')), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

/** The published figures, and what this run says of the same question. */
function published(result: Result, standings: readonly Standing[]): string[] {
  return [
    '[fermads, 2016](https://github.com/fermads/node.js-process-load-balancing): 8 cores, Node 6, `siege` with 255 clients, one run each.',
    table([
      ['', 'cluster', 'nginx', 'iptables'],
      ['transactions a second', '7123.58', '7434.41', '7549.38'],
      ['as a multiple of cluster', '1.00', '1.04', '1.06'],
      ['longest, s', '5.11', '1.20', '1.45'],
    ]),
    'A spread of 6% between single runs ranks nobody.',
    ...order(standings, ['iptables', 'nginx', 'cluster, round robin']),
    '[Cloudflare, 2017](https://blog.cloudflare.com/the-sad-state-of-linux-socket-balancing/): nginx with 12 workers, one socket for all against a socket for each.',
    table([
      ['', 'one for all', 'one each'],
      ['average, ms', '30.39', '31.37'],
      ['deviation, ms', '1.58', '25.27'],
      ['slowest, ms', '72.65', '144.55'],
    ]),
    ...sockets(result),
  ];
}

/** Whether the published order is seen here: each before the next, with intervals that keep apart. */
function order(standings: readonly Standing[], names: readonly string[]): string[] {
  const able = standings.flatMap(({ workload, trusted, leaders, faster, same, slower }) => {
    const all = [...leaders, ...faster, ...same, ...slower];
    const cells = names.flatMap((name) => all.find(({ contender }) => contender === name) ?? []);
    return trusted && cells.length === names.length ? [{ workload, cells }] : [];
  });
  const told = `**${names.join('** before **')}**`;
  if (able.length === 0) return [`Whether the published order holds, ${told}, this run can't say: it measured all three at no workload.`];
  const shown = able.filter(({ cells }) =>
    cells.every((cell, index) => {
      const next = cells[index + 1];
      return !next || (cell.ratio.median > next.ratio.median && !overlap(cell.ratio, next.ratio));
    }),
  );
  const where = shown.length === 0 ? 'none' : `${shown.length}`;
  const which = shown.length === 0 ? '' : `: ${list(shown.map(({ workload }) => workload.name))}`;
  return [`The published order, ${told}, is shown here at ${where} of ${count(able.length, 'workload')}${which}.`];
}

/** How long answers took with one listening socket for all workers, and with one each. */
function sockets({ workloads, cells, skipped }: Result): string[] {
  const names = ['cluster, none', 'reusePort'];
  const rows = workloads.flatMap((workload) => {
    const latencies = names.flatMap(
      (name) => cells.find((cell) => cell.workload === workload.name && cell.contender === name)?.latency ?? [],
    );
    const [all, each] = latencies;
    return all && each ? [[workload.name, ...[all.p99, each.p99, all.max, each.max].map(threeFigures)]] : [];
  });
  const why = skipped.find(({ contender }) => contender === 'reusePort')?.why;
  if (rows.length === 0) return [`This run can't be set beside it: it has no latencies of both${why === undefined ? '' : ` (${why})`}.`];
  return [
    'The same here, in ms, of the cluster module; there is no interval, so this ranks nobody.',
    table([['', '99 of 100, one for all', 'one each', 'slowest, one for all', 'one each'], ...rows]),
  ];
}

/** What to take for such a load, and what to leave: nothing but what the figures show. */
function advice(standing: Standing): string {
  const { workload, trusted, leaders, slower } = standing;
  const such = `- **${workload.name}**:`;
  if (!trusted) return `${such} this run gives no verdict, so it is no reason to choose.`;
  const [best, ...others] = leaders.map(({ contender }) => `**${contender}**`);
  const avoid =
    slower.length === 0 ? '' : ` Slower than one process, so not for speed: ${list(slower.map(({ contender }) => `**${contender}**`))}.`;
  if (best === undefined) return `${such} one process is enough. Nothing is shown to be faster.${avoid}`;
  const equal = others.length === 0 ? '' : `; just as well ${list(others, 'or')}, since no difference between them is shown`;
  return `${such} take ${best}${equal}.${avoid}`;
}

function general({ machine, settings }: Result): string[] {
  return [
    `The load generator ran on the same ${count(machine.cores, 'core')} as the ${settings.processes} processes. With an answer that costs next to nothing it takes much of the CPU itself, so more processes have little to gain; with clients elsewhere that can come out otherwise.`,
    'A faster way that fails when a worker dies, or that nobody can deploy without losing requests, is no better way. What restarts workers and what replaces them are lessons of their own: [self-healing](../lessons/08-self-healing/README.md) and [zero-downtime-reload](../lessons/09-zero-downtime-reload/README.md).',
  ];
}
