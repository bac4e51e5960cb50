import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Check, type Outcome, isFine, judge } from './checks.ts';
import { type Lesson, allLessons, isUntouched, learnersFile, root } from './lessons.ts';
import { checksOf } from './lesson-tests.ts';

/** What is kept of a learner's way through the course, by the slugs of lessons. */
export interface Progress {
  version: 1;
  /** When the checks last passed, as an ISO date, and the ★ checks that passed with them. */
  passed: Record<string, { at: string; stars: string[] }>;
  /** What was said before the first run: the letter of a choice, or "skipped". */
  predicted: Record<string, string>;
  /** How many hints were shown, by the name of the check. */
  hints: Record<string, Record<string, number>>;
  /** What the learner measured, in a sentence. */
  measured: Record<string, string>;
}

/** Git ignores it; it can be read, and deleted: what passed is found out again by checking. */
const file = join(root, '.every-core', 'progress.json');

/** What is kept, or undefined if there is nothing, or nothing that can be read. */
export function readProgress(): Progress | undefined {
  try {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as Progress;
    const whole = (['passed', 'predicted', 'hints', 'measured'] as const).every((part) => kept[part] && typeof kept[part] === 'object');
    return kept.version === 1 && whole ? kept : undefined;
  } catch {
    return undefined;
  }
}

/** Changes what is kept; written whole or not at all. */
export function changeProgress(change: (progress: Progress) => void): void {
  const progress = readProgress() ?? { version: 1, passed: {}, predicted: {}, hints: {}, measured: {} };
  change(progress);
  mkdirSync(dirname(file), { recursive: true });
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, `${JSON.stringify(progress, null, 2)}\n`);
  renameSync(unfinished, file);
}

/** Whether all but the ★ checks passed, as far as they can be judged here. */
export function isPassed(checks: readonly Check[], outcomes: readonly Outcome[]): boolean {
  return checks.every(({ star }, index) => star || isFine(outcomes[index]));
}

/** Notes how a lesson went: one whose checks fail again is unfinished again. */
export function noteOutcomes({ slug }: Lesson, checks: readonly Check[], outcomes: readonly Outcome[]): void {
  changeProgress(({ passed }) => {
    delete passed[slug];
    if (!isPassed(checks, outcomes)) return;
    const stars = checks.filter(({ star }, index) => star && outcomes[index]?.state === 'passed').map(({ name }) => name);
    passed[slug] = { at: new Date().toISOString(), stars };
  });
}

/**
 * Finds out again what passed, by checking each lesson that is no longer its starter.
 * @param tell called before each lesson with how many are done, and how many there are to do
 */
export async function rebuildProgress(tell: (done: number, all: number, lesson: Lesson) => void): Promise<void> {
  changeProgress((progress) => (progress.passed = {}));
  const changed = allLessons().filter((lesson) => !isUntouched(lesson));
  for (const [done, lesson] of changed.entries()) {
    tell(done, changed.length, lesson);
    const checks = await checksOf(lesson);
    const judgement = judge(learnersFile(lesson), checks);
    noteOutcomes(lesson, checks, await Promise.all(judgement.outcomes));
    await judgement.end();
  }
}
