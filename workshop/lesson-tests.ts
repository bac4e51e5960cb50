import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Check } from './checks.ts';
import { type Lesson, allLessons, root } from './lessons.ts';

/** A wrong answer that people really give: the solution with a few changes. */
export interface Mistake {
  /** What they did, in words. */
  name: string;
  /** Pieces of the solution, each of which stands there once, and what stands there instead. */
  change: readonly (readonly [piece: string, instead: string])[];
  /** The check that must be the first to fail. */
  fails: string;
  /** Words that its message must hold. */
  says: string;
}

/** Three hints for a check: a nudge, the API's name, nearly the answer. */
export type Hints = readonly [string, string, string];

/** The lessons that are proved: all of them, or the one of `npm test -- --only ipc-messages`. */
export const lessonsToProve = (): Lesson[] => allLessons().filter(({ slug }) => [undefined, slug].includes(process.env['EVERY_CORE_ONLY']));

/** Whether the known mistakes are left out: `npm test -- --right`. */
export const rightOnly = (): boolean => process.env['EVERY_CORE_RIGHT'] !== undefined;

/** The checks of a lesson, in the order in which a learner meets them. */
export const checksOf = async (lesson: Lesson) => (await read<{ checks: readonly Check[] }>(lesson, 'checks.ts')).checks;

/** The hints of a lesson, by the names of its checks. */
export const hintsOf = async (lesson: Lesson) => (await read<{ hints: Readonly<Record<string, Hints>> }>(lesson, 'hints.ts')).hints;

/** The wrong answers that must be turned down. */
export const mistakesOf = async (lesson: Lesson) => (await read<{ mistakes: readonly Mistake[] }>(lesson, 'mistakes.ts')).mistakes;

/** The other right answers, as absolute paths: `alternatives/with-classes.ts`, or a folder if it takes several files. */
export function alternativesOf(lesson: Lesson): string[] {
  const folder = join(root, 'tests', lesson.folder, 'alternatives');
  return readdirSync(folder).map((name) => {
    const inside = join(folder, name, lesson.file);
    return existsSync(inside) ? inside : join(folder, name);
  });
}

async function read<T>(lesson: Lesson, file: string): Promise<T> {
  return (await import(pathToFileURL(join(root, 'tests', lesson.folder, file)).href)) as T;
}
