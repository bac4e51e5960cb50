import { allLessons, isUntouched, learnersFile, starterOf } from '#workshop/lessons.ts';
import { shortPath } from '#workshop/program/source.ts';

// Part of npm run lint: the file that a learner first meets is the pristine starter.

for (const lesson of allLessons().filter((one) => !isUntouched(one))) {
  console.error(`${shortPath(learnersFile(lesson))} differs from ${shortPath(starterOf(lesson))}. Copy the right one over the other.`);
  process.exitCode = 1;
}
