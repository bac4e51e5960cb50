import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { command, wholeNumber } from '#workshop/command.ts';
import { count, list } from '#workshop/failure.ts';
import { findLesson, solutionOf } from '#workshop/lessons.ts';
import { Program } from '#workshop/program/program.ts';
import { serving } from '../cluster.ts';
import { longestWait } from './deaths.ts';

const usage = `npm run bench:storm                                       clients ask all the time, and each second a worker gets SIGKILL
npm run bench:storm -- --seconds 5 --workers 4 --clients 8
npm run bench:storm -- --file lessons/08-self-healing/app.ts       your own program
It prints what was answered and what was lost, and ends with exit code 1 if more was lost than the kills explain.`;

await command(
  usage,
  {
    seconds: { type: 'string', default: '20' },
    workers: { type: 'string', default: '4' },
    clients: { type: 'string', default: '8' },
    file: { type: 'string', default: solutionOf(findLesson('self-healing')) },
  },
  async ({ options }) => {
    const number = (name: string, most: number) => wholeNumber(name, String(options[name]), 1, most);
    await storm(resolve(String(options['file'])), number('seconds', 600), number('workers', 64), number('clients', 64));
  },
  0,
);

/** Kills the oldest worker that serves, each second, while clients ask: 20,000 requests at most. */
async function storm(file: string, seconds: number, workers: number, clients: number): Promise<void> {
  const program = await Program.start(file, { env: { WEB_CONCURRENCY: String(workers) }, mostProcesses: workers + 4 * seconds });
  try {
    const killed: number[] = [];
    const load = program.load('/slow?ms=20', { clients });
    for (let second = 0; second < seconds; second++) {
      await sleep(1_000); // the storm's own pace
      const [oldest] = serving(program);
      if (!oldest) continue; // all are down: nobody to kill this time
      await program.kill(oldest);
      killed.push(oldest);
    }
    await load.stop();
    await program.until(() => serving(program).length >= workers, longestWait);
    await program.rest(longestWait);
    const alive = serving(program).length;
    program.signal('SIGTERM');
    const exit = await program.ended();

    // Whoever was refused had no connection and asked again. Whoever was being handed over was received by nobody.
    const elsewhere = load.lost.filter((client) => !killed.includes(program.census.receivers.get(client) ?? killed[0] ?? 0)).length;
    const most = clients * killed.length;
    const kinds = [...load.failed].map(([kind, times]) => `${times} ${kind}`);
    console.log(`a SIGKILL each second, for ${count(seconds, 'second')}: ${count(killed.length, 'worker')} killed`);
    console.log(`  answered                 ${load.answered}`);
    console.log(`  lost on a connection     ${load.lost.length}, at most ${most} can be explained`);
    console.log(`  of these, elsewhere      ${elsewhere} (at a worker that was not killed)`);
    console.log(`  all that failed          ${list(kinds) || 'nothing'}`);
    console.log(`  workers at the end       ${alive} of ${workers}`);
    console.log(`  then, told to stop       exit code ${exit?.code ?? 'none: it goes on'}`);
    if (load.lost.length > most || elsewhere > 0 || alive !== workers || exit?.code !== 0) process.exitCode = 1;
  } finally {
    await program.end();
  }
}
