import { availableParallelism } from 'node:os';
import { command, wholeNumber } from '../command.ts';
import { allContenders } from '../compare/contender.ts';
import { measure } from '../compare/measure.ts';
import { ownContender } from '../compare/own.ts';
import type { Result } from '../compare/result.ts';
import { showProgress } from '../compare/progress.ts';
import { table } from '../compare/table.ts';
import { quickWorkloads, workloads } from '../compare/workloads.ts';
import { Mistaken } from '../lessons.ts';
import { endWithNpm } from '../lifeline.ts';

const usage = `npm run compare                                  ways of using every core against each other, in less than fifteen minutes
npm run compare -- --quick                       the same in less than a minute, with two workloads
npm run compare -- --only nginx,iptables         some of them, by the names of their files in workshop/compare/contenders/
npm run compare -- --workload cpu,wait-fresh     some workloads: ${Object.keys(workloads).join(', ')}
npm run compare -- --contender "mine=node workshop/compare/server/cluster.mjs"    a command of yours as well; it gets PORT and WEB_CONCURRENCY
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
  },
  async ({ options }) => {
    const quick = options['quick'] === true;
    const entries = await allContenders();
    const only = named(
      options['only'],
      entries.map(({ id }) => id),
      '--only',
    );
    const asked = named(options['workload'], Object.keys(workloads), '--workload') ?? (quick ? quickWorkloads : Object.keys(workloads));
    const own = ([options['contender'] ?? []].flat() as string[]).map(ownContender);
    const twice = own.find(({ name }, i) =>
      [...entries.map(({ contender }) => contender), ...own.slice(0, i)].some((one) => one.name === name),
    );
    if (twice) throw new Mistaken(`There is a contender named "${twice.name}" already.`);
    const chosen = entries.filter(({ id, contender }) => contender.role !== 'contender' || !only || only.includes(id));
    const processes = process.env['WEB_CONCURRENCY']
      ? wholeNumber('WEB_CONCURRENCY', process.env['WEB_CONCURRENCY'], 1, 256)
      : availableParallelism();
    const file = options['html'];
    const page = typeof file === 'string' ? await loadPage() : undefined;
    const stop = new AbortController();
    const progress = showProgress();
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (stop.signal.aborted) process.exit(130); // twice: no patience left
        stop.abort(new Error(signal));
      });
    }
    const result = await measure({
      contenders: [...chosen.map(({ contender }) => contender), ...own],
      workloads: asked.map((id) => workloads[id]).filter((one) => one !== undefined),
      settings: {
        quick,
        processes,
        rounds: wholeNumber('rounds', String(options['rounds'] ?? (quick ? 7 : 8)), 1, 1000),
        seconds: quick ? 0.2 : 1,
        connections: Math.max(16, 8 * processes),
      },
      seed:
        options['seed'] === undefined
          ? Math.floor(Math.random() * 1_000_000)
          : wholeNumber('seed', String(options['seed']), 0, 4_294_967_295),
      signal: stop.signal,
      onProgress: progress.tell,
    });
    progress.end();
    await page?.writePage(result, String(file));
    console.log(options['json'] ? JSON.stringify(result, null, 2) : table(result));
    if (!result.complete) process.exitCode = 130;
  },
  0,
);

/** What writes the page; looked for before anything is measured. */
async function loadPage(): Promise<{ writePage(result: Result, file: string): Promise<void> | void }> {
  try {
    return (await import(new URL('../compare/page/page.ts', import.meta.url).href)) as Awaited<ReturnType<typeof loadPage>>;
  } catch {
    throw new Mistaken('There is no page yet: --json prints all that was measured.');
  }
}

/** The things that were asked for, separated by commas; undefined for all. */
function named(text: string | boolean | undefined | string[], all: readonly string[], option: string): string[] | undefined {
  if (typeof text !== 'string') return undefined;
  const names = text.split(',').map((name) => name.trim());
  const wrong = names.find((name) => !all.includes(name));
  if (wrong !== undefined) throw new Mistaken(`${option} knows no "${wrong}". These are there: ${all.join(', ')}`);
  return names;
}
