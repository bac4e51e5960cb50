import { allLessons, learnersFile, starterOf, touchedFiles } from '#workshop/lessons.ts';
import { shortPath } from '#workshop/program/source.ts';

// Part of npm run lint: the file that a learner first meets is the pristine starter.

for (const lesson of allLessons()) {
  for (const name of touchedFiles(lesson)) {
    const [file, starter] = [learnersFile(lesson, name), starterOf(lesson, name)].map(shortPath);
    console.error(`${file} differs from ${starter}. Copy the right one over the other.`);
    process.exitCode = 1;
  }
}
