import type { Check, Outcome } from './checks.ts';
import type { Lesson } from './lessons.ts';
import { hintsOf } from './lesson-tests.ts';
import { changeProgress, readProgress } from './progress.ts';
import { filesOf } from './reset.ts';

/** The check that hints are about: the first that fails, ★ ones last. */
export function firstFailing(checks: readonly Check[], outcomes: readonly (Outcome | undefined)[]): Check | undefined {
  const failing = checks.filter((_check, index) => outcomes[index]?.state === 'failed');
  return failing.find(({ star }) => !star) ?? failing[0];
}

/** The hints for a check as far as they were asked for, one more at each call; at the end, where to go then. */
export async function nextHints(lesson: Lesson, check: Check): Promise<string[]> {
  const hints = (await hintsOf(lesson))[check.name] ?? [];
  const shown = Math.min((readProgress()?.hints[lesson.slug]?.[check.name] ?? 0) + 1, hints.length);
  changeProgress((progress) => ((progress.hints[lesson.slug] ??= {})[check.name] = shown));
  const told = hints.slice(0, shown).map((hint, index) => `Hint ${index + 1} of ${hints.length}: ${hint}`);
  if (shown < hints.length) return told;
  return [...told, `That was the last one. One worked answer beside ${filesOf(lesson)}: npm run solution ${lesson.number}`];
}
