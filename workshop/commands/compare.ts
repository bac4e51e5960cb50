import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { type Arguments, command, wholeNumber } from '../command.ts';
import { balancersOf } from '../compare/balancers.ts';
import { type Contender, allContenders } from '../compare/contender.ts';
import { measure } from '../compare/measure.ts';
import { ownContender } from '../compare/own.ts';
import type { Plan } from '../compare/plan.ts';
import { showProgress } from '../compare/progress.ts';
import { table } from '../compare/table.ts';
import { hashRoundsIn } from '../compare/work.ts';
import { quickWorkloads, workloads } from '../compare/workloads.ts';
import { Mistaken, fromHere } from '../lessons.ts';
import { endWithNpm } from '../lifeline.ts';
import { temporaryFolder } from '../program/guardian.ts';

const usage = `npm run compare                                  ways of using every core against each other, in less than fifteen minutes
npm run compare -- --quick                       the same in less than a minute, with two workloads
npm run compare -- --only nginx,iptables         some of them, by the names of their files in workshop/compare/contenders/
npm run compare -- --workload cpu,wait-fresh     some workloads: ${Object.keys(workloads).join(', ')}
npm run compare -- --contender "mine=node workshop/compare/server/cluster.mjs"    a command of yours as well; it gets PORT and WEB_CONCURRENCY
npm run compare -- --balancers lessons/12-balancers-compared/balancers.ts    nginx and iptables as this file configures them as well
npm run compare -- --json                        every round, as JSON
npm run compare -- --html result.html            a page with charts, in one file
npm run compare -- --rounds 12 --seed 7          more rounds; the same order of turns again
WEB_CONCURRENCY says how many processes each has. Ctrl-C shows what there is so far.`;

endWithNpm();
await command(
  usage,
  {
    quick: { type: 'boolean' },
    json: { type: 'boolean' },
    html: { type: 'string' },
    seed: { type: 'string' },
    rounds: { type: 'string' },
    only: { type: 'string' },
    workload: { type: 'string' },
    contender: { type: 'string', multiple: true },
    balancers: { type: 'string' },
  },
  async ({ options }) => {
    const contenders = await contendersFrom(options);
    const { settings, ...what } = planFrom(options);
    const html = options['html'];
    const file = html === undefined ? undefined : fromHere(String(html));
    if (file !== undefined && !existsSync(dirname(file))) throw new Mistaken(`--html: there is no folder ${dirname(String(html))}.`);
    // A Ctrl-C while its guardian starts would end that too, so it is up before anything is shown.
    if (process.platform !== 'win32') temporaryFolder();
    const progress = showProgress();
    const result = await measure({ ...what, settings, contenders, signal: interrupted(), onProgress: progress.tell });
    progress.end();
    console.log(options['json'] ? JSON.stringify(result, null, 2) : table(result));
    if (file !== undefined) await (await import('../compare/page/page.ts')).writePage(result, file);
    if (!result.complete) process.exitCode = 130;
  },
  0,
);

type Options = Arguments['options'];

/** All contenders, or those that were asked for, with one process and its control; and the user's own. */
async function contendersFrom(options: Options): Promise<Contender[]> {
  const entries = await allContenders();
  const ids = entries.map(({ id }) => id);
  const only = named(options['only'], ids, '--only') ?? ids;
  const chosen = entries
    .filter(({ id, contender }) => contender.role !== 'contender' || only.includes(id))
    .map(({ contender }) => contender);
  if (options['balancers'] !== undefined) chosen.push(...(await balancersOf(String(options['balancers']))));
  for (const own of [options['contender'] ?? []].flat().map((text) => ownContender(String(text)))) {
    if ([...entries.map(({ contender }) => contender), ...chosen].some(({ name }) => name === own.name)) {
      throw new Mistaken(`There is a contender named "${own.name}" already.`);
    }
    chosen.push(own);
  }
  return chosen;
}

/** What is measured, and how. */
function planFrom(options: Options): Pick<Plan, 'workloads' | 'settings' | 'seed'> {
  const quick = options['quick'] === true;
  const all = Object.keys(workloads);
  const ids = named(options['workload'], all, '--workload') ?? (quick ? quickWorkloads : all);
  const concurrency = process.env['WEB_CONCURRENCY'] || String(availableParallelism());
  if (!/^[1-9]\d{0,2}$/.test(concurrency))
    throw new Mistaken(`WEB_CONCURRENCY must be a whole number from 1 to 999, and is "${concurrency}".`);
  const processes = Number(concurrency);
  const rounds = wholeNumber('rounds', String(options['rounds'] ?? (quick ? 7 : 8)), 1, 1000);
  return {
    workloads: ids.map((id) => workloads[id]).filter((one) => one !== undefined),
    settings: { quick, processes, rounds, seconds: quick ? 0.2 : 1, connections: Math.max(16, 8 * processes), hashRounds: hashRoundsIn(2) },
    seed: wholeNumber('seed', String(options['seed'] ?? Math.floor(Math.random() * 1_000_000)), 0, 4_294_967_295),
  };
}

/** Is aborted by Ctrl-C. Pressed again, it ends this process at once; npm may pass the first one on, so a moment must lie between. */
function interrupted(): AbortSignal {
  const stop = new AbortController();
  let first = Infinity;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (performance.now() > first + 500) process.exit(130);
      first = Math.min(first, performance.now());
      stop.abort(new Error(signal));
    });
  }
  return stop.signal;
}

/** The things that were asked for, separated by commas; undefined for all. */
function named(text: string | boolean | undefined, all: readonly string[], option: string): string[] | undefined {
  if (typeof text !== 'string') return undefined;
  const names = text.split(',').map((name) => name.trim());
  const wrong = names.find((name) => !all.includes(name));
  if (wrong !== undefined) throw new Mistaken(`${option} knows no "${wrong}". These are there: ${all.join(', ')}`);
  return names;
}
