import { basename, dirname } from 'node:path';
import type { Outcome } from '#workshop/checks.ts';
import { command } from '#workshop/command.ts';
import { type Lesson, allLessons, findLesson, solutionOf, starterOf } from '#workshop/lessons.ts';
import { alternativesOf, checksOf, mistakesOf } from '#workshop/lesson-tests.ts';
import { type Diagnosis, outcomesOf, sameWords, writeMistake } from './judging.ts';

// npm run judgement: who fails which check, and what they are told. Made by judging, not kept by hand; npm test holds what it must show.

const usage = `npm run judgement        for each lesson, its checks against the right answers and the mistakes
npm run judgement -- 3   for one lesson`;

/** How many files are judged at a time. */
const atOnce = 3;
const marks = { passed: '✔', failed: '✖', waits: '·', skipped: '–' };

let problems = 0;
await command(usage, {}, async ({ words: [name] }) => {
  for (const lesson of name === undefined ? allLessons() : [findLesson(name)]) await report(lesson);
  console.log(problems === 0 ? 'Every answer is judged as it should be.' : `${problems} that should not be so: see !`);
  if (problems > 0) process.exitCode = 1;
});

async function report(lesson: Lesson): Promise<void> {
  const checks = await checksOf(lesson);
  const mistakes = await mistakesOf(lesson);
  const right = [solutionOf(lesson), ...alternativesOf(lesson)];
  const files = [...right, starterOf(lesson), ...mistakes.map((mistake) => writeMistake(lesson, mistake))];
  const judged = await eachOf(files, (file) => outcomesOf(file, checks));
  const show = (name: string, outcomes: readonly Outcome[]) => {
    console.log(`  ${name.slice(0, 84).padEnd(84)} ${outcomes.map(({ state }) => marks[state]).join(' ')}`);
  };

  const columns = checks.map(({ star }, index) => (star ? '★' : String(index + 1)));
  console.log(`${`${lesson.number} · ${lesson.slug}`.padEnd(86)} ${columns.join(' ')}`);
  for (const [index, file] of right.entries()) {
    const outcomes = judged[index] ?? [];
    show(index === 0 ? 'the worked answer' : alternative(file), outcomes);
    for (const outcome of outcomes) if (outcome.state === 'failed') problem(`a right answer is turned down: ${outcome.failure.message}`);
  }
  show('the starter', judged[right.length] ?? []);

  const diagnoses: Diagnosis[] = [];
  for (const [index, check] of checks.entries()) {
    const own = mistakes.flatMap((mistake, i) =>
      mistake.fails === check.name ? [[mistake, judged[right.length + 1 + i] ?? []] as const] : [],
    );
    console.log(`\n  ${columns[index]}  ${check.name}`);
    if (own.length === 0) problem('no mistake fails this check');
    for (const [mistake, outcomes] of own) {
      show(`   ${mistake.name}`, outcomes);
      const order = [...checks.keys()].sort((a, b) => Number(checks[a]?.star) - Number(checks[b]?.star) || a - b);
      const first = order.find((place) => outcomes[place]?.state === 'failed');
      const outcome = outcomes[index];
      if (outcome?.state === 'skipped') continue; // it can't be judged here
      if (first !== index || outcome?.state !== 'failed') {
        const sooner = first === undefined ? undefined : outcomes[first];
        problem(sooner?.state === 'failed' ? `it fails "${checks[first ?? 0]?.name}" first: ${sooner.failure.told.so}` : 'it passes');
        continue;
      }
      const { so } = outcome.failure.told;
      console.log(`       So  ${so}`);
      if (!outcome.failure.message.includes(mistake.says)) problem(`it is not told "${mistake.says}"`);
      diagnoses.push({ mistake, so });
    }
  }
  for (const pair of sameWords(diagnoses)) problem(pair);
  console.log('');
}

function problem(what: string): void {
  problems++;
  console.log(`     ! ${what}`);
}

/** `classes.ts`, or the name of its folder. */
function alternative(file: string): string {
  return basename(dirname(file)) === 'alternatives' ? basename(file) : basename(dirname(file));
}

/** What comes of each, some at a time, in their order. */
async function eachOf<T, R>(items: readonly T[], job: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const work = async () => {
    for (const [index, item] of queue) results[index] = await job(item);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return results;
}
