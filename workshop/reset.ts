import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { list } from './failure.ts';
import { type Lesson, learnersFile, root, starterOf, touchedFiles } from './lessons.ts';
import { changeProgress } from './progress.ts';
import { shortPath } from './program/source.ts';

/** What the learner edits in a lesson, in a sentence. */
export const filesOf = (lesson: Lesson): string => list(lesson.files.map((name) => shortPath(learnersFile(lesson, name))));

/**
 * Puts the starter back, after a copy of what is there.
 * @returns what was done, in a sentence
 */
export function resetLesson(lesson: Lesson): string {
  const touched = touchedFiles(lesson);
  if (touched.length === 0) return `${filesOf(lesson)} ${are(lesson.files)} the starter already.`;
  const backups = touched.filter((name) => existsSync(learnersFile(lesson, name))).map((name) => backUp(lesson, name));
  for (const name of touched) {
    const file = learnersFile(lesson, name);
    mkdirSync(dirname(file), { recursive: true });
    copyFileSync(starterOf(lesson, name), file);
  }
  changeProgress(({ passed, hints }) => {
    delete passed[lesson.slug];
    delete hints[lesson.slug];
  });
  const names = list(touched.map((name) => shortPath(learnersFile(lesson, name))));
  const kept = backups.length > 0 ? ` Yours ${are(backups)} kept in ${list(backups.map(shortPath))}` : '';
  return `${names} ${are(touched)} the starter again.${kept}`;
}

const are = (things: readonly unknown[]) => (things.length === 1 ? 'is' : 'are');

/** .every-core/backups/02-one-worker-per-cpu/2026-11-24T09-30-00.123Z-app.ts: a colon is no letter for a file's name everywhere. */
function backUp(lesson: Lesson, name: string): string {
  const time = new Date().toISOString().replaceAll(':', '-');
  const backup = join(root, '.every-core', 'backups', lesson.folder, `${time}-${name}`);
  mkdirSync(dirname(backup), { recursive: true });
  copyFileSync(learnersFile(lesson, name), backup);
  return backup;
}
