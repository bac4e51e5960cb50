import os from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { isInteractive } from '../ask.ts';
import { command, wholeNumber } from '../command.ts';
import { list } from '../failure.ts';
import { Mistaken, allLessons, findLesson, learnersFile, solutionOf } from '../lessons.ts';
import { endWithNpm } from '../lifeline.ts';
import { paint } from '../paint.ts';
import { changeProgress } from '../progress.ts';
import { Program } from '../program/program.ts';
import { shortPath } from '../program/source.ts';
import { frontMatter } from '../text.ts';

const usage = `npm run race                    one process against your own cluster, in turns, for ten seconds
npm run race -- --seconds 20    for longer`;

/** What each request costs: a fixed amount of work, about five milliseconds of one core. */
const path = '/work?ms=5';
const connections = 4 * os.availableParallelism();
const turns = 10;
const widest = 40;

interface Racer {
  name: string;
  program: Program;
  answered: number;
}

endWithNpm();
await command(usage, { seconds: { type: 'string', default: '10' } }, async ({ words: [name], options }) => {
  const seconds = wholeNumber('seconds', String(options['seconds']), 1, 600);
  const lesson = name === undefined ? allLessons().find((one) => frontMatter(one).race) : findLesson(name);
  const race = lesson && frontMatter(lesson).race;
  if (!lesson || !race) throw new Mistaken(`There is no race in this lesson.\n${usage}`);
  const racers: Racer[] = [];
  try {
    racers.push(await enter('one process', solutionOf(findLesson(race.against))));
    racers.push(await enter('your cluster', learnersFile(lesson)));
    const workers = racers[1]?.program.workers.length;
    if (!workers)
      throw new Mistaken(
        `Your program of lesson ${lesson.number} has no workers yet. Once npm test ${lesson.number} passes, they can race.`,
      );
    console.log(`The same work for each request, ${path}; ${connections} connections; in turns, ${seconds} s in all.\n`);
    await run(racers, (seconds * 1000) / turns / racers.length);
    const [alone, cluster] = racers.map(({ answered }) => answered) as [number, number];
    const result = `${alone} answers from one process, ${cluster} from your cluster of ${workers}: ${(cluster / alone).toFixed(2)} times as many.`;
    console.log(`\n${result}\nCan that be trusted? ${race.doubt}`);
    changeProgress(({ measured }) => (measured[lesson.slug] = `In the race: ${result}`));
  } finally {
    await Promise.all(racers.map(({ program }) => program.end()));
  }
});

async function enter(name: string, file: string): Promise<Racer> {
  return { name, program: await Program.start(file, { underLoad: true }), answered: 0 };
}

/** Takes turns, so that neither uses the cores while the other runs, and draws how far they have come. */
async function run(racers: readonly Racer[], turn: number): Promise<void> {
  const live = isInteractive();
  for (let i = 0; i < turns; i++) {
    for (const racer of i % 2 === 0 ? racers : racers.toReversed()) {
      racer.answered += await countAnswers(racer.program, turn);
      if (live) draw(racers, i > 0 || racer !== racers[0]);
    }
  }
  if (!live) draw(racers, false);
}

function draw(racers: readonly Racer[], again: boolean): void {
  const most = Math.max(...racers.map(({ answered }) => answered));
  if (again) process.stdout.write(`\u001B[${racers.length}A`);
  for (const { name, answered } of racers) {
    const length = Math.round((answered / most) * widest);
    console.log(
      `${name.padEnd(12)}  ${paint('cyan', '█'.repeat(length))}${paint('dim', '░'.repeat(widest - length))} ${String(answered).padStart(5)}`,
    );
  }
}

/** Keeps every connection busy for so many milliseconds; counts the answers that came. */
async function countAnswers(program: Program, milliseconds: number): Promise<number> {
  const load = program.load(path, { clients: connections, keepAlive: true, most: Infinity });
  await sleep(milliseconds);
  await load.stop();
  if (load.failed.size === 0) return load.answered;
  const failed = [...load.failed].map(([outcome, times]) => `${times} × ${outcome}`);
  throw new Mistaken(`${path} was not answered each time by ${shortPath(program.file)}: ${list(failed)}.`);
}
