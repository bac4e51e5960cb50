import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Check, Outcome } from './checks.ts';
import { type Lesson, root } from './lessons.ts';

const file = join(root, '.every-core', 'progress.json');

/** What is known of a lesson that passed. */
export interface Passed {
  /** When its checks last passed, as an ISO date. */
  passed: string;
  /** The ★ checks that passed with them. */
  stars: string[];
}

interface Progress {
  version: 1;
  lessons: Record<string, Passed>;
}

/** What passed so far, by slug; undefined if nothing is noted, or nothing that can be read. */
export function readProgress(): Record<string, Passed> | undefined {
  try {
    const { version, lessons } = JSON.parse(readFileSync(file, 'utf8')) as Progress;
    return version === 1 && typeof lessons === 'object' ? lessons : undefined;
  } catch {
    return undefined;
  }
}

/** Notes how a lesson went: a lesson whose checks fail again is unfinished again. */
export function noteProgress(lesson: Lesson, checks: readonly Check[], outcomes: readonly Outcome[]): void {
  const { [lesson.slug]: _, ...lessons } = readProgress() ?? {};
  const passed = checks.filter((_check, index) => outcomes[index]?.state === 'passed');
  const core = checks.filter(({ star }) => !star);
  if (core.every((check) => passed.includes(check))) {
    lessons[lesson.slug] = { passed: new Date().toISOString(), stars: passed.filter(({ star }) => star).map(({ name }) => name) };
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ version: 1, lessons } satisfies Progress, null, 2)}\n`);
}
