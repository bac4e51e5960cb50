import { existsSync, readFileSync } from 'node:fs';
import { structuredPatch } from 'diff';
import { type Lesson, learnersFile, solutionOf } from './lessons.ts';
import { paint } from './paint.ts';
import { shortPath } from './program/source.ts';

/** The differences between the learner's files and the worked answer, a line each, coloured where colours are shown. */
export function tellSolution(lesson: Lesson): string[] {
  return lesson.files.flatMap((name) => tellDifferences(learnersFile(lesson, name), solutionOf(lesson, name)));
}

function tellDifferences(mine: string, worked: string): string[] {
  const read = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8') : '');
  const { hunks } = structuredPatch(mine, worked, read(mine), read(worked), undefined, undefined, { context: 3 });
  if (hunks.length === 0) return [`${shortPath(mine)} is the worked answer, letter by letter.`];
  const colours = { '-': 'red', '+': 'green', ' ': 'reset', '\\': 'dim' } as const;
  return [
    paint('red', `- yours: ${shortPath(mine)}`),
    paint('green', `+ one worked answer: ${shortPath(worked)}`),
    ...hunks.flatMap(({ oldStart, lines }) => [
      paint('dim', `line ${oldStart}`),
      ...lines.map((line) => paint(colours[line[0] as keyof typeof colours] ?? 'reset', line)),
    ]),
  ];
}
