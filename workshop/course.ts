import { list } from './failure.ts';
import { type Lesson, allLessons, learnersFile, textOf } from './lessons.ts';
import { link, paint } from './paint.ts';
import type { Progress } from './progress.ts';
import { shortPath } from './program/source.ts';
import { frontMatter } from './text.ts';

/** The first lesson that has not passed; the last one if all have. */
export function currentLesson(progress: Progress | undefined): Lesson {
  const lessons = allLessons();
  return (lessons.find(({ slug }) => !progress?.passed[slug]) ?? lessons.at(-1)) as Lesson;
}

/** The course as a list: what is done, and where the learner stands. */
export function tellCourse(progress: Progress | undefined, current: Lesson): string[] {
  return allLessons().map((lesson) => {
    const { title, minutes } = frontMatter(lesson);
    const passed = progress?.passed[lesson.slug];
    const sign = passed ? paint('green', '✔') : lesson.slug === current.slug ? paint('cyan', '→') : ' ';
    const stars = passed && passed.stars.length > 0 ? paint('yellow', ` ${'★'.repeat(passed.stars.length)}`) : '';
    return `  ${sign} ${String(lesson.number).padStart(2)}  ${title}${stars} ${paint('dim', `· ${lesson.slug}, ${minutes} min`)}`;
  });
}

/** What to read and what to edit for a lesson. */
export function tellTask(lesson: Lesson): string[] {
  const files = lesson.files.map((name) => shortPath(learnersFile(lesson, name)));
  return [`  Read   ${link(textOf(lesson), textOf(lesson))}`, `  Edit   ${list(files.map((file) => link(file, file)))}`];
}

/** What was learned, and how the prediction went: for a lesson that has just passed. */
export function tellPassed(lesson: Lesson, progress: Progress | undefined): string[] {
  const { teaches, race } = frontMatter(lesson);
  const predicted = tellPrediction(lesson, progress);
  return [
    `${paint('green', `Lesson ${lesson.number} is done.`)} ${teaches}`,
    ...(predicted ? [predicted] : []),
    `Look closer: ${link(`${textOf(lesson)}#look-closer`, textOf(lesson))}`,
    ...(race ? ['See what it brought: npm run race'] : []),
  ];
}

/** `You said b) three; your machine did c) four.` */
function tellPrediction(lesson: Lesson, progress: Progress | undefined): string | undefined {
  const said = progress?.predicted[lesson.slug];
  const { question, choices, answer } = frontMatter(lesson).predict;
  const mine = said === undefined ? undefined : choices[said];
  if (mine === undefined) return undefined;
  const did = said === answer ? 'and so it is' : `what happens is ${answer}) ${choices[answer]}`;
  return `${paint('dim', question)}\nYou said ${said}) ${mine}; ${did}.`;
}

/** The whole way, once every lesson has passed: predictions, ★ and what was measured. */
export function tellJourney(progress: Progress): string[] {
  const lessons = allLessons();
  return [
    paint('bold', 'You have come the whole way.'),
    ...lessons.flatMap((lesson) => {
      const predicted = tellPrediction(lesson, progress);
      const measured = progress.measured[lesson.slug];
      return [
        '',
        `${paint('green', '✔')} ${frontMatter(lesson).title}`,
        ...(predicted ? [predicted] : []),
        ...(measured ? [measured] : []),
      ];
    }),
  ];
}

/** Whether every lesson has passed. */
export const isComplete = (progress: Progress | undefined): progress is Progress =>
  allLessons().every(({ slug }) => progress?.passed[slug] !== undefined);
