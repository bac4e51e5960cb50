import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Lesson, isUntouched, learnersFile, root, starterOf } from './lessons.ts';
import { changeProgress } from './progress.ts';
import { shortPath } from './program/source.ts';

/**
 * Puts the starter back, after a copy of what is there.
 * @returns what was done, in a sentence
 */
export function resetLesson(lesson: Lesson): string {
  const file = learnersFile(lesson);
  const name = shortPath(file);
  if (isUntouched(lesson)) return `${name} is the starter already.`;
  const backup = existsSync(file) ? backUp(lesson) : undefined;
  mkdirSync(dirname(file), { recursive: true });
  copyFileSync(starterOf(lesson), file);
  changeProgress(({ passed, hints }) => {
    delete passed[lesson.slug];
    delete hints[lesson.slug];
  });
  return `${name} is the starter again.${backup ? ` Yours is kept in ${shortPath(backup)}` : ''}`;
}

/** .every-core/backups/02-one-worker-per-cpu/2026-11-24T09-30-00.123Z-app.ts: a colon is no letter for a file's name everywhere. */
function backUp(lesson: Lesson): string {
  const time = new Date().toISOString().replaceAll(':', '-');
  const backup = join(root, '.every-core', 'backups', lesson.folder, `${time}-${lesson.file}`);
  mkdirSync(dirname(backup), { recursive: true });
  copyFileSync(learnersFile(lesson), backup);
  return backup;
}
