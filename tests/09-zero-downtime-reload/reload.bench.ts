import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { count, list } from '#workshop/failure.ts';
import { findLesson, solutionOf } from '#workshop/lessons.ts';
import { Program } from '#workshop/program/program.ts';
import { isReplaced, serving } from './reloads.ts';

// npm run bench:reload                                       20,000 requests during five reloads, on fresh connections and on kept ones
// npm run bench:reload -- --reloads 20 --requests 100000 --workers 4 --clients 8 --policy none
// npm run bench:reload -- --file lessons/09-zero-downtime-reload/app.ts       your own program
// npm run bench:reload -- --file solutions/10-pm2/ecosystem.config.mjs         the same by PM2
//
// The same with wrk, where it is installed: it counts by itself. Ends with exit code 1 if a single request failed.

const { values } = parseArgs({
  options: {
    reloads: { type: 'string', default: '5' },
    requests: { type: 'string', default: '20000' },
    workers: { type: 'string', default: '2' },
    clients: { type: 'string', default: '4' },
    policy: { type: 'string', default: 'rr' },
    file: { type: 'string' },
  },
});
const [reloads, requests, workers, clients] = [values.reloads, values.requests, values.workers, values.clients].map(Number) as [
  number,
  number,
  number,
  number,
];
const file = values.file === undefined ? solutionOf(findLesson('zero-downtime-reload')) : resolve(values.file);

await duringReloads('our own clients', async (program, reloaded) => {
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
});

if (await isInstalled('wrk')) {
  await duringReloads('wrk', async ({ port }, reloaded) => {
    const fresh = wrk(port, reloaded, ['-H', 'Connection: close']);
    const kept = wrk(port, reloaded, []);
    return [
      { how: 'fresh connections', ...(await fresh) },
      { how: 'kept connections', ...(await kept) },
    ];
  });
} else console.log('wrk is not installed: nobody else has counted.');

/** What a load counted. */
interface Count {
  answered: number;
  failed: string[];
}

/** Reloads a program again and again while clients ask, and prints what these have counted. */
async function duringReloads(who: string, ask: (program: Program, reloaded: Promise<void>) => Promise<(Count & { how: string })[]>) {
  const most = 4 * workers * (reloads + 3); // PM2 starts others too, to look at its processes
  const env = { WEB_CONCURRENCY: String(workers), NODE_CLUSTER_SCHED_POLICY: values.policy };
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
          if (performance.now() - since > 60_000) throw new Error(`reload ${reload + 1} does not come to its end`);
          await sleep(5); // a program at which wrk asks comes to no rest for which one could wait
        }
        await asked;
      }
    })();
    const counts = await ask(program, reloaded);
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
async function wrk(port: number, until: Promise<void>, options: readonly string[]): Promise<Count> {
  const words = ['--threads', '1', '--connections', String(clients), '--duration', '600', '--timeout', '10', ...options];
  const run = spawn('wrk', [...words, `http://127.0.0.1:${port}/`], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  run.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  const closed = once(run, 'close');
  await until.catch(() => {}); // told by whoever reloads
  run.kill('SIGINT'); // then it prints what it has counted
  await closed;
  const failed = [/^ *Socket errors: .*$/m, /^ *Non-2xx or 3xx responses: .*$/m].flatMap((line) => line.exec(said)?.[0].trim() ?? []);
  return { answered: Number(/(\d+) requests in/.exec(said)?.[1] ?? 0), failed };
}

async function isInstalled(command: string): Promise<boolean> {
  const asked = spawn(command, ['--version'], { stdio: 'ignore' });
  return new Promise((resolve) => asked.on('error', () => resolve(false)).on('exit', () => resolve(true)));
}
