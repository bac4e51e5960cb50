import { isInteractive } from '../ask.ts';
import { judge } from '../checks.ts';
import { command } from '../command.ts';
import { currentLesson, isComplete, tellCourse, tellJourney, tellPassed, tellTask } from '../course.ts';
import { type Lesson, findLesson, learnersFile, lessonHere, readOn } from '../lessons.ts';
import { checksOf } from '../lesson-tests.ts';
import { endWithNpm } from '../lifeline.ts';
import { paint } from '../paint.ts';
import { isPassed, noteOutcomes, readProgress, rebuildProgress } from '../progress.ts';
import { tellOutcome } from '../tell.ts';
import { pageOf } from '../watch/page.ts';
import { Session } from '../watch/session.ts';
import { openTerminal } from '../watch/terminal.ts';
import { watchLessons } from '../watch/watcher.ts';

const usage = `npm start                    the course, from the first lesson that isn't finished
npm start 4                  lesson 4
npm start -- --plain         prints page after page and redraws nothing (screen readers)
npm start -- --check-all     checks every lesson again to find out what is done`;

endWithNpm();
await command(usage, { plain: { type: 'boolean' }, 'check-all': { type: 'boolean' } }, async ({ words: [name], options }) => {
  const named = name === undefined ? lessonHere() : findLesson(name);
  if (options['check-all'] || !readProgress()) await rebuild(options['check-all'] === true);
  const lesson = named ?? currentLesson(readProgress());
  const plain = options['plain'] === true || process.env['TERM'] === 'dumb';
  if (isInteractive()) await follow(lesson, plain);
  else await printOnce(lesson, named === undefined && !isComplete(readProgress()));
});

/** Finds out again what passed, with a line that says so. */
async function rebuild(asked: boolean): Promise<void> {
  let checked = 0;
  await rebuildProgress((done, all, { number, slug }) => {
    if (checked++ === 0)
      console.log(asked ? 'Checking every lesson that you have changed.' : 'No progress is noted, so the lessons are checked again.');
    console.log(`  ${'█'.repeat(done + 1)}${'░'.repeat(all - done - 1)} ${done + 1} of ${all}: ${number}  ${slug}`);
  });
  if (asked && checked === 0) console.log('No lesson has been changed yet.');
}

/** The course as a page: without a terminal nothing is asked, watched or drawn. */
async function printOnce(lesson: Lesson, isNext: boolean): Promise<void> {
  const checks = await checksOf(lesson);
  const judgement = judge(learnersFile(lesson), checks);
  console.log(`${paint('bold', 'every-core')}: one HTTP server, onto every core of a machine\n`);
  console.log(`${tellCourse(readProgress(), lesson).join('\n')}\n`);
  console.log(`Lesson ${lesson.number}${isNext ? ' is next' : ''}:\n${tellTask(lesson).join('\n')}\n  Check  npm test ${lesson.number}\n`);
  const outcomes = await Promise.all(judgement.outcomes);
  await judgement.end();
  const first = outcomes.findIndex(({ state }) => state === 'failed');
  for (const [index, check] of checks.entries()) {
    const outcome = outcomes[index];
    if (outcome?.state === 'failed') outcome.failure.readOn = readOn(lesson, outcome.failure.told.read);
    if (outcome) console.log(tellOutcome(check, outcome, index === first));
  }
  noteOutcomes(lesson, checks, outcomes);
  const progress = readProgress();
  if (isPassed(checks, outcomes)) console.log(`\n${tellPassed(lesson, progress).join('\n')}`);
  if (isComplete(progress)) console.log(`\n${tellJourney(progress).join('\n')}`);
}

/** The course at the keyboard: judges at each save until the learner quits. */
async function follow(lesson: Lesson, plain: boolean): Promise<void> {
  let quit = () => {};
  const quitted = new Promise<void>((resolve) => (quit = resolve));
  const show = () => {
    if (plain && session.state === 'judging') return; // the page comes when it is whole
    terminal.show(pageOf(session, terminal.columns, terminal.rows));
  };
  const terminal = openTerminal({ plain, onKey: (key) => void session.press(key), onResize: () => plain || show(), onQuit: () => quit() });
  const session = new Session(lesson, show);
  const watcher = watchLessons(session);
  await session.open(lesson);
  await quitted;
  await watcher.close(); // first: a save that comes now begins nothing
  await session.end();
  terminal.close();
  console.log('Until next time: npm start opens the first lesson that is not done.');
}
