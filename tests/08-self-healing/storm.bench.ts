import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { count, list } from '#workshop/failure.ts';
import { findLesson, solutionOf } from '#workshop/lessons.ts';
import { Program } from '#workshop/program/program.ts';
import { longestWait, serving } from './deaths.ts';

// npm run bench:storm                                       clients ask all the time, and each second something happens to the workers
// npm run bench:storm -- --scene kills --seconds 5 --workers 4 --clients 8
// npm run bench:storm -- --file lessons/08-self-healing/app.ts       your own program
//
// It prints what was answered and what was lost, and ends with exit code 1 if more was lost than the scene explains. It sends 20,000
// requests at most.

const { values } = parseArgs({
  options: {
    scene: { type: 'string' },
    seconds: { type: 'string', default: '20' },
    workers: { type: 'string', default: '4' },
    clients: { type: 'string', default: '8' },
    file: { type: 'string' },
  },
});
const [seconds, workers, clients] = [Number(values.seconds), Number(values.workers), Number(values.clients)];

/** What happens while the clients ask. */
interface Scene {
  title: string;
  /** The lesson whose worked answer is judged. */
  lesson: string;
  /** Happens once a second. Gives the workers that it killed: requests at these may be lost, and no others. */
  strike: (program: Program) => Promise<number[]>;
}

const scenes: Record<string, Scene> = {
  kills: {
    title: 'a SIGKILL each second',
    lesson: 'self-healing',
    strike: async (program) => {
      const [oldest] = serving(program);
      if (!oldest) return []; // all are down: nobody to kill this time
      await program.kill(oldest.pid);
      return [oldest.pid];
    },
  },
};

for (const [name, scene] of Object.entries(scenes)) if ([undefined, name].includes(values.scene)) await play(scene);

async function play({ title, lesson, strike }: Scene): Promise<void> {
  const file = values.file === undefined ? solutionOf(findLesson(lesson)) : resolve(values.file);
  const program = await Program.start(file, { env: { WEB_CONCURRENCY: String(workers) }, mostProcesses: workers + 4 * seconds });
  try {
    const killed: number[] = [];
    const load = program.load('/slow?ms=20', { clients });
    for (let second = 0; second < seconds; second++) {
      await sleep(1_000); // the storm's own pace
      killed.push(...(await strike(program)));
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
    console.log(`${title}, for ${count(seconds, 'second')}: ${count(killed.length, 'worker')} killed`);
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
