import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { command, wholeNumber } from '#workshop/command.ts';
import { type Lesson, Mistaken, allLessons, findLesson, learnersFile, solutionOf } from '#workshop/lessons.ts';
import { changeProgress } from '#workshop/progress.ts';
import { Session } from '#workshop/watch/session.ts';
import { watchLessons } from '#workshop/watch/watcher.ts';
import { copyCourse } from './course-copy.ts';

const usage = `npm run bench:feedback                        how long from a save to the verdict, for each lesson, in ms
npm run bench:feedback -- --lesson 2 --rounds 20
npm run bench:feedback -- --lesson 2 --beside "npx learnyounode verify server.js" --in /some/folder
                                              npm test 2 (on the worked answer) and that command, in turns, and their ratio`;

await command(
  usage,
  {
    lesson: { type: 'string' },
    rounds: { type: 'string', default: '10' },
    beside: { type: 'string' },
    in: { type: 'string', default: '.' },
  },
  async ({ options }) => {
    const rounds = wholeNumber('rounds', String(options['rounds']), 1, 1_000);
    const lesson = options['lesson'] === undefined ? undefined : findLesson(String(options['lesson']));
    if (process.env['EVERY_CORE_ROOT'] === undefined) await again();
    else if (options['beside'] === undefined) await benchSaves(lesson ? [lesson] : allLessons(), rounds);
    else await benchBeside(lesson ?? findLesson('2'), rounds, String(options['beside']), String(options['in']));
  },
  0,
);

/** In a copy of the course: saves are what is measured, and these are not the learner's. */
async function again(): Promise<void> {
  const course = copyCourse();
  const env = { ...process.env, EVERY_CORE_ROOT: course.folder };
  const [code] = (await once(
    spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1)], { env, stdio: 'inherit' }),
    'exit',
  )) as [number];
  course.remove();
  process.exitCode = code;
}

/** From the save of a right answer, which differs a little each time, to the verdict on all its checks. */
async function benchSaves(lessons: readonly Lesson[], rounds: number): Promise<void> {
  console.log(`save to verdict, ms, ${rounds} saves each\n\nlesson                      median   least   most`);
  for (const lesson of lessons) {
    changeProgress(({ predicted }) => (predicted[lesson.slug] = 'skipped'));
    answer(lesson);
    let changed = () => {};
    const session = new Session(lesson, () => changed());
    const judged = () => new Promise<void>((resolve) => (changed = () => session.state === 'judged' && resolve()));
    const watcher = watchLessons(session);
    await watcher.ready;
    const opened = judged();
    await session.open(lesson);
    await opened;
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const verdict = judged();
      const began = performance.now();
      writeFileSync(learnersFile(lesson), `${readFileSync(solutionOf(lesson), 'utf8')}\n// ${round} ${began}\n`);
      await verdict;
      times.push(performance.now() - began);
      if (!session.passed) throw new Error(`${lesson.slug}: the worked answer did not pass`);
    }
    await session.end();
    await watcher.close();
    const { median, least, most } = spread(times);
    console.log(`${String(lesson.number).padStart(2)} ${lesson.slug.padEnd(24)} ${ms(median)} ${ms(least)} ${ms(most)}`);
  }
}

/** Puts the worked answer in the place of the learner's. */
function answer(lesson: Lesson): void {
  for (const file of lesson.files) cpSync(solutionOf(lesson, file), learnersFile(lesson, file));
}

/** The whole command against another one, in turns: machines drift, so only ratios within a round are worth something. */
async function benchBeside(lesson: Lesson, rounds: number, command: string, folder: string): Promise<void> {
  answer(lesson);
  const env = { ...process.env, npm_config_update_notifier: 'false' };
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = -1; round < rounds; round++) {
    const a = await time(`npm test ${lesson.number}`, process.cwd(), env);
    const b = await time(command, folder, env);
    if (round < 0) continue; // the first warms up
    ours.push(a);
    theirs.push(b);
  }
  const ratios = ours.map((a, round) => a / (theirs[round] as number));
  for (const [title, times] of [
    [`npm test ${lesson.number}`, ours],
    [command, theirs],
  ] as const) {
    const { median, least, most } = spread(times);
    console.log(`${title}: median ${Math.round(median)} ms, ${Math.round(least)} to ${Math.round(most)}`);
  }
  const { median, least, most } = spread(ratios);
  console.log(`ratio within a round: median ${median.toFixed(2)}, ${least.toFixed(2)} to ${most.toFixed(2)}, ${rounds} rounds`);
}

async function time(command: string, cwd: string, env: NodeJS.ProcessEnv): Promise<number> {
  const began = performance.now();
  const [code] = (await once(spawn(command, { cwd, env, shell: true, stdio: 'ignore' }), 'exit')) as [number];
  if (code !== 0) throw new Mistaken(`"${command}" ended with exit code ${code}.`);
  return performance.now() - began;
}

function spread(times: readonly number[]): { median: number; least: number; most: number } {
  const sorted = times.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const median = ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
  return { median, least: sorted[0] ?? 0, most: sorted.at(-1) ?? 0 };
}

function ms(time: number): string {
  return String(Math.round(time)).padStart(7);
}
