import { after, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { type Check, type Outcome, judge } from './checks.ts';
import { Failure } from './failure.ts';
import { type Lesson, learnersFile, root, textOf } from './lessons.ts';

/** The checks of a lesson: `checks` of `tests/NN-slug/checks.ts`. */
export async function checksOf(lesson: Lesson): Promise<readonly Check[]> {
  const module = (await import(pathToFileURL(join(root, 'tests', lesson.folder, 'checks.ts')).href)) as { checks: readonly Check[] };
  return module.checks;
}

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
        if (outcome.state === 'failed') throw withReading(outcome.failure, lesson);
      });
    }
  });
}

/** A failure that says where to read on. */
function withReading(failure: Failure, lesson: Lesson): Failure {
  failure.readOn = `${textOf(lesson)}#${failure.told.read ?? 'build'} · npm run hint ${lesson.number}`;
  return failure;
}
