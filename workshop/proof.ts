import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Check } from './checks.ts';
import { type Lesson, root } from './lessons.ts';

/** A wrong answer that people really give: the solution with a few changes. */
export interface Mistake {
  /** What they did, in words. */
  name: string;
  /** Pieces of the solution and what stands there instead; each piece stands there exactly once. `'*'` is the whole file. */
  change: readonly (readonly [piece: string, instead: string])[];
  /** The first check that must fail. */
  fails: string;
  /** Words that its message must hold. */
  says: string;
}

/** What `tests/NN-slug/` holds about a lesson. */
export interface LessonTests {
  checks: readonly Check[];
  /** By the name of a check: from a nudge, over the API's name, to nearly the answer. */
  hints: Record<string, readonly [string, string, string]>;
  mistakes: readonly Mistake[];
  /** Absolute paths of other right answers. */
  alternatives: string[];
}

/** Reads `tests/NN-slug/`. */
export async function testsOf(lesson: Lesson): Promise<LessonTests> {
  const folder = join(root, 'tests', lesson.folder);
  const read = async <T>(file: string) => (await import(pathToFileURL(join(folder, file)).href)) as T;
  const { checks } = await read<Pick<LessonTests, 'checks'>>('checks.ts');
  const { hints } = await read<Pick<LessonTests, 'hints'>>('hints.ts');
  const { mistakes } = await read<Pick<LessonTests, 'mistakes'>>('mistakes.ts');
  const alternatives = readdirSync(join(folder, 'alternatives')).map((name) => join(folder, 'alternatives', name));
  return { checks, hints, mistakes, alternatives };
}
