import { readFileSync, readdirSync } from 'node:fs';
import { basename, join, relative, resolve, sep } from 'node:path';
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
  /** The names of the learner's files, which are those of the starter, the one that is started first. */
  readonly files: readonly string[];
  /** The one that is started: PM2's ecosystem file; `server.ts`, where `app.ts` is only a module of it; else `app.ts`, or what there is. */
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
      const names = readdirSync(join(root, 'tests', folder, 'starter'));
      const file = ['ecosystem.config.mjs', 'server.ts', 'app.ts'].find((name) => names.includes(name)) ?? names[0] ?? 'app.ts';
      const files = [file, ...names.filter((name) => name !== file)];
      return { number: Number(folder.slice(0, 2)), slug: folder.slice(3), folder, files, file };
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

/** A path as a person types it: from the folder where npm was called, which npm tells by INIT_CWD. */
export const fromHere = (path: string): string => resolve(process.env['INIT_CWD'] ?? process.cwd(), path);

/** The lesson in whose folder npm was called, if any. */
export function lessonHere(): Lesson | undefined {
  const [top, folder] = relative(root, process.env['INIT_CWD'] ?? root).split(sep);
  return ['lessons', 'solutions', 'tests'].includes(top ?? '') ? allLessons().find((lesson) => lesson.folder === folder) : undefined;
}

/** The learner's own file: the one that is started, unless told. */
export const learnersFile = (lesson: Lesson, name = lesson.file): string => join(root, 'lessons', lesson.folder, name);

/** The worked answer. */
export const solutionOf = (lesson: Lesson, name = lesson.file): string => join(root, 'solutions', lesson.folder, name);

/** The file as the learner first meets it: what `reset` brings back. */
export const starterOf = (lesson: Lesson, name = lesson.file): string => join(root, 'tests', lesson.folder, 'starter', name);

/** The lesson's text, as a person types its path. */
export const textOf = (lesson: Lesson): string => `lessons/${lesson.folder}/README.md`;

/** Those of the learner's files that are no longer the starter's, or gone. */
export function touchedFiles(lesson: Lesson): string[] {
  return lesson.files.filter((name) => {
    try {
      return readFileSync(learnersFile(lesson, name), 'utf8') !== readFileSync(starterOf(lesson, name), 'utf8');
    } catch {
      return true;
    }
  });
}

/** Whether the learner has changed nothing yet. */
export const isUntouched = (lesson: Lesson): boolean => touchedFiles(lesson).length === 0;

/** Where a failure sends the learner: a heading of the lesson's text, and the hints. */
export const readOn = (lesson: Lesson, heading = 'build'): string => `${textOf(lesson)}#${heading} · npm run hint ${lesson.number}`;
