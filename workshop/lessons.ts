import { readFileSync, readdirSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The course's folder; EVERY_CORE_ROOT names another one, as the tests do with a copy that they may change. */
export const root = process.env['EVERY_CORE_ROOT'] ?? fileURLToPath(new URL('../', import.meta.url));

/** A lesson, which is its folders: nothing else lists it. */
export interface Lesson {
  /** Its place in the course, from 1. */
  readonly number: number;
  readonly slug: string;
  /** `02-one-worker-per-cpu`: the name of its folder under lessons, solutions and tests. */
  readonly folder: string;
  /** The name of the learner's file, which is that of its starter: `app.ts`, unless the lesson is about another kind of file. */
  readonly file: string;
}

/** A sentence for a person who asked for something that isn't there. */
export class Mistaken extends Error {}

/** All lessons, in the order of their numbers. The folders under tests/ count: a learner may have lost the others. */
export function allLessons(): Lesson[] {
  return readdirSync(join(root, 'tests'))
    .filter((folder) => /^\d\d-/.test(folder))
    .sort()
    .map((folder) => {
      const [file = 'app.ts'] = readdirSync(join(root, 'tests', folder, 'starter'));
      return { number: Number(folder.slice(0, 2)), slug: folder.slice(3), folder, file };
    });
}

/**
 * The lesson that a person names: by its number, its slug or its folder, or a path to it.
 * @throws Mistaken that lists the lessons
 */
export function findLesson(name: string): Lesson {
  const last = basename(name.replace(/[/\\]+$/, ''));
  const lessons = allLessons();
  const found = lessons.find((lesson) => last === lesson.folder || last === lesson.slug || Number(last) === lesson.number);
  if (found) return found;
  const known = lessons.map(({ number, slug }) => `  ${number}  ${slug}`).join('\n');
  throw new Mistaken(`There is no lesson "${name}". These are there, by number or by name:\n${known}`);
}

/** The lesson in whose folder npm was called, if any: npm tells by INIT_CWD. */
export function lessonHere(): Lesson | undefined {
  const [top, folder] = relative(root, process.env['INIT_CWD'] ?? root).split(sep);
  return ['lessons', 'solutions', 'tests'].includes(top ?? '') ? allLessons().find((lesson) => lesson.folder === folder) : undefined;
}

/** The learner's own file. */
export const learnersFile = (lesson: Lesson): string => join(root, 'lessons', lesson.folder, lesson.file);

/** The worked answer. */
export const solutionOf = (lesson: Lesson): string => join(root, 'solutions', lesson.folder, lesson.file);

/** The file as the learner first meets it: what `reset` brings back. */
export const starterOf = (lesson: Lesson): string => join(root, 'tests', lesson.folder, 'starter', lesson.file);

/** The lesson's text, as a person types its path. */
export const textOf = (lesson: Lesson): string => `lessons/${lesson.folder}/README.md`;

/** Whether the learner's file is still the starter; one that is gone isn't. */
export function isUntouched(lesson: Lesson): boolean {
  try {
    return readFileSync(learnersFile(lesson), 'utf8') === readFileSync(starterOf(lesson), 'utf8');
  } catch {
    return false;
  }
}

/** Where a failure sends the learner: a heading of the lesson's text, and the hints. */
export const readOn = (lesson: Lesson, heading = 'build'): string => `${textOf(lesson)}#${heading} · npm run hint ${lesson.number}`;
