import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { command, wholeNumber } from '#workshop/command.ts';
import { count, list } from '#workshop/failure.ts';
import { Mistaken, findLesson, solutionOf } from '#workshop/lessons.ts';
import { Program } from '#workshop/program/program.ts';
import { serving } from '../cluster.ts';
import { isReplaced } from './reloads.ts';

const usage = `npm run bench:reload                                       20,000 requests during five reloads, on fresh connections and on kept ones
npm run bench:reload -- --reloads 20 --requests 100000 --workers 4 --clients 8 --policy none
npm run bench:reload -- --file lessons/09-zero-downtime-reload/app.ts       your own program
npm run bench:reload -- --file lessons/10-pm2/ecosystem.config.mjs          the same by PM2
wrk, where it is installed, counts by itself as well. It ends with exit code 1 if a single request failed.`;

/** What is reloaded, and under which load. */
interface Bench {
  file: string;
  reloads: number;
  requests: number;
  workers: number;
  clients: number;
  policy: string;
}

await command(
  usage,
  {
    reloads: { type: 'string', default: '5' },
    requests: { type: 'string', default: '20000' },
    workers: { type: 'string', default: '2' },
    clients: { type: 'string', default: '4' },
    policy: { type: 'string', default: 'rr' },
    file: { type: 'string', default: solutionOf(findLesson('zero-downtime-reload')) },
  },
  async ({ options }) => {
    const number = (name: string) => wholeNumber(name, String(options[name]), 1, 1_000_000);
    const bench: Bench = {
      file: resolve(String(options['file'])),
      reloads: number('reloads'),
      requests: number('requests'),
      workers: number('workers'),
      clients: number('clients'),
      policy: String(options['policy']),
    };
    await duringReloads(bench, 'our own clients', ourOwn);
    if (await isInstalled('wrk')) await duringReloads(bench, 'wrk', byWrk);
    else console.log('wrk is not installed: nobody else has counted.');
  },
  0,
);

/** Asks until the reloads are over, and for so many requests at least. */
async function ourOwn({ clients, requests }: Bench, program: Program, reloaded: Promise<void>): Promise<Count[]> {
  const loads = [false, true].map((keepAlive) => program.load('/', { clients, keepAlive, most: 50 * requests }));
  const answered = () => loads.reduce((sum, load) => sum + load.answered, 0);
  await reloaded;
  while (answered() < requests && loads.every(({ failed }) => failed.size === 0))
    await Promise.race(loads.map((load) => load.answers(100)));
  await Promise.all(loads.map((load) => load.stop()));
  return loads.map(({ answered, failed }, index) => ({
    how: index === 0 ? 'fresh connections' : 'kept connections',
    answered,
    failed: [...failed].map(([outcome, times]) => `${times} × ${outcome}`),
  }));
}

async function byWrk({ clients }: Bench, { port }: Program, reloaded: Promise<void>): Promise<Count[]> {
  const words = ['--threads', '1', '--connections', String(clients), '--duration', '600', '--timeout', '10', `http://127.0.0.1:${port}/`];
  return Promise.all([wrk('fresh connections', [...words, '-H', 'Connection: close'], reloaded), wrk('kept connections', words, reloaded)]);
}

/** What a load counted. */
interface Count {
  how: string;
  answered: number;
  failed: string[];
}

/** Reloads a program again and again while clients ask, and prints what these have counted. */
async function duringReloads(
  bench: Bench,
  who: string,
  ask: (bench: Bench, program: Program, reloaded: Promise<void>) => Promise<Count[]>,
): Promise<void> {
  const { file, workers, reloads, policy } = bench;
  const most = 4 * workers * (reloads + 3); // PM2 starts others too, to look at its processes
  const env = { WEB_CONCURRENCY: String(workers), NODE_CLUSTER_SCHED_POLICY: policy };
  const program = await Program.start(file, { env, underLoad: true, mostProcesses: most });
  try {
    let least = workers;
    const reloaded = (async () => {
      for (let reload = 0; reload < reloads; reload++) {
        const before = serving(program);
        const asked = program.home === undefined ? program.signal('SIGHUP') : program.pm2('reload', 'every-core');
        const isDone = () => {
          least = Math.min(least, serving(program).length);
          return isReplaced(program, before);
        };
        const since = performance.now();
        while (!isDone()) {
          if (performance.now() - since > 60_000) throw new Mistaken(`Reload ${reload + 1} does not come to its end.`);
          await sleep(5); // a program at which wrk asks comes to no rest for which one could wait
        }
        await asked;
      }
    })();
    const counts = await ask(bench, program, reloaded);
    await reloaded;
    console.log(`${who}, during ${count(reloads, 'reload')} of ${count(workers, 'worker')}, never fewer than ${least} of them`);
    for (const { how, answered, failed } of counts) {
      console.log(`  ${how.padEnd(18)} ${String(answered).padStart(7)} answered, failed: ${list(failed) || '0'}`);
      if (failed.length > 0) process.exitCode = 1;
    }
    if (least < workers) process.exitCode = 1;
    program.signal('SIGTERM');
    const exit = await program.ended();
    console.log(`  then, told to stop: exit code ${exit?.code ?? 'none: it goes on'}`);
    if (exit?.code !== 0) process.exitCode = 1;
  } finally {
    await program.end();
  }
}

/** Lets wrk ask until something is over. */
async function wrk(how: string, words: readonly string[], until: Promise<void>): Promise<Count> {
  const run = spawn('wrk', words, { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  run.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  const closed = once(run, 'close');
  await until.catch(() => {}); // told by whoever reloads
  run.kill('SIGINT'); // then it prints what it has counted
  await closed;
  const failed = [/^ *Socket errors: .*$/m, /^ *Non-2xx or 3xx responses: .*$/m].flatMap((line) => line.exec(said)?.[0].trim() ?? []);
  return { how, answered: Number(/(\d+) requests in/.exec(said)?.[1] ?? 0), failed };
}

async function isInstalled(command: string): Promise<boolean> {
  const asked = spawn(command, ['--version'], { stdio: 'ignore' });
  return new Promise((resolve) => asked.on('error', () => resolve(false)).on('exit', () => resolve(true)));
}
