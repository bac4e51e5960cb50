import { judge } from '../checks.ts';
import { command, lessonFrom } from '../command.ts';
import { firstFailing, nextHints } from '../hints.ts';
import { learnersFile } from '../lessons.ts';
import { checksOf } from '../lesson-tests.ts';
import { endWithNpm } from '../lifeline.ts';
import { noteOutcomes } from '../progress.ts';
import { tellOutcome } from '../tell.ts';

const usage = 'npm run hint 3     the next hint for the first check of lesson 3 that fails';

endWithNpm();
await command(usage, {}, async ({ words: [name] }) => {
  const lesson = lessonFrom(name, usage);
  const checks = await checksOf(lesson);
  const judgement = judge(learnersFile(lesson), checks);
  const outcomes = await Promise.all(judgement.outcomes);
  await judgement.end();
  noteOutcomes(lesson, checks, outcomes);
  const failing = firstFailing(checks, outcomes);
  if (!failing) return console.log(`Every check of lesson ${lesson.number} passes. No hint is needed.`);
  const outcome = outcomes[checks.indexOf(failing)];
  if (outcome) console.log(`${tellOutcome(failing, outcome, false)}\n`);
  console.log((await nextHints(lesson, failing)).join('\n'));
});
