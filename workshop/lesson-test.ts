import { after, describe, test } from 'node:test';
import { judge } from './checks.ts';
import { count } from './failure.ts';
import { type Lesson, allLessons, learnersFile, readOn, textOf } from './lessons.ts';
import { checksOf } from './lesson-tests.ts';
import { paint } from './paint.ts';
import { noteOutcomes } from './progress.ts';
import { shortPath } from './program/source.ts';
import { page, waiting } from './reporter.ts';

/** Registers the checks of a lesson with node:test, for the learner's own file. */
export async function testLesson(lesson: Lesson): Promise<void> {
  page.counts = false;
  console.log(`\n${paint('bold', `${lesson.number} · ${lesson.slug}`)}  ${paint('dim', shortPath(learnersFile(lesson)))}\n`);
  const checks = await checksOf(lesson);
  describe(lesson.slug, { concurrency: true }, () => {
    const judgement = judge(learnersFile(lesson), checks);
    for (const [index, { name, star }] of checks.entries()) {
      test(name, { todo: star }, async (context) => {
        const outcome = await judgement.outcomes[index];
        if (outcome?.state === 'waits') context.skip(waiting);
        if (outcome?.state === 'skipped') context.skip(outcome.why);
        if (outcome?.state !== 'failed') return;
        outcome.failure.readOn = readOn(lesson, outcome.failure.told.read);
        throw outcome.failure;
      });
    }
    after(async () => {
      const outcomes = await Promise.all(judgement.outcomes);
      await judgement.end();
      noteOutcomes(lesson, checks, outcomes);
      const failed = checks.filter(({ star }, index) => !star && outcomes[index]?.state === 'failed');
      const skipped = outcomes.filter(({ state }) => state === 'skipped').length;
      process.once('exit', () => console.log(`\n${failed.length > 0 ? unfinished(lesson, failed.length) : finished(lesson, skipped)}`));
    });
  });
}

function unfinished({ number }: Lesson, failed: number): string {
  const rest = failed === 1 ? 'One check to go' : `${failed} checks to go, the first one first`;
  return `${rest}. Stuck? npm run hint ${number}`;
}

/** @param skipped how many checks could not be judged here */
function finished(lesson: Lesson, skipped: number): string {
  const next = allLessons().find(({ number }) => number > lesson.number);
  const asFar = skipped > 0 ? `, but for ${count(skipped, 'check')} that can't be judged here` : '';
  const done = paint('green', `Lesson ${lesson.number} is done${asFar}.`);
  return next ? `${done} The next one: ${textOf(next)}, then npm test ${next.number}` : `${done} It was the last one.`;
}
