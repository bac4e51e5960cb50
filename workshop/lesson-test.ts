import { after, describe, test } from 'node:test';
import { type Outcome, judge } from './checks.ts';
import { type Lesson, learnersFile, textOf } from './lessons.ts';
import { checksOf } from './lesson-tests.ts';

/** Registers the checks of a lesson with node:test, for the learner's own file. */
export async function testLesson(lesson: Lesson): Promise<void> {
  const checks = await checksOf(lesson);
  describe(lesson.slug, { concurrency: true }, () => {
    const judgement = judge(learnersFile(lesson), checks);
    after(() => judgement.end());
    for (const [index, check] of checks.entries()) {
      test(check.name, { todo: check.star }, async (context) => {
        const outcome = (await judgement.outcomes[index]) as Outcome;
        if (outcome.state === 'waits') context.skip('★ begins when the checks above pass');
        if (outcome.state !== 'failed') return;
        outcome.failure.readOn = `${textOf(lesson)}#${outcome.failure.told.read ?? 'build'} · npm run hint ${lesson.number}`;
        throw outcome.failure;
      });
    }
  });
}
