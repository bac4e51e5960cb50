import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Check, type Outcome, judge } from '#workshop/checks.ts';
import { type Lesson, root, solutionOf } from '#workshop/lessons.ts';
import type { Mistake } from '#workshop/lesson-tests.ts';
import { shortPath } from '#workshop/program/source.ts';

/** Judges a file to the end, in the order of the checks. */
export async function outcomesOf(file: string, checks: readonly Check[]): Promise<Outcome[]> {
  const judgement = judge(file, checks);
  try {
    return await Promise.all(judgement.outcomes);
  } finally {
    await judgement.end();
  }
}

/**
 * Fails at the first check that a file doesn't pass, with what it was told.
 * @returns why checks were skipped, where they can't be judged here
 */
export async function assertPasses(file: string, checks: readonly Check[]): Promise<string[]> {
  const skipped: string[] = [];
  for (const [index, outcome] of (await outcomesOf(file, checks)).entries()) {
    if (outcome.state === 'failed') assert.fail(`✖ ${checks[index]?.name}\n${outcome.failure.message}`);
    if (outcome.state === 'skipped') skipped.push(outcome.why);
    else assert.equal(outcome.state, 'passed');
  }
  return skipped;
}

/** The folder of a mistake, from its name: no two names of a lesson may lead to one. */
export const folderOf = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]+/g, '-');

/**
 * Writes a mistake as a file that can be run: .every-core/mistakes/NN-slug/listens-in-the-primary-too/app.ts
 * @returns its absolute path
 */
export function writeMistake(lesson: Lesson, { name, change }: Pick<Mistake, 'name' | 'change'>): string {
  const texts = new Map(lesson.files.map((file) => [file, readFileSync(solutionOf(lesson, file), 'utf8')]));
  for (const [piece, instead] of change) {
    const places = [...texts].flatMap(([file, text]) => Array.from({ length: text.split(piece).length - 1 }, () => file));
    const [file] = places as [string];
    assert.equal(places.length, 1, `this must stand once in ${shortPath(dirname(solutionOf(lesson)))}:\n${piece}`);
    texts.set(
      file,
      (texts.get(file) as string).replace(piece, () => instead),
    );
  }
  const folder = join(root, '.every-core', 'mistakes', lesson.folder, folderOf(name));
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of texts) {
    const unfinished = join(folder, `${file}.${process.pid}`); // several runs may be at it
    writeFileSync(unfinished, text);
    renameSync(unfinished, join(folder, file));
  }
  return join(folder, lesson.file);
}

/** The words with which a mistake was turned down, and what its list says that they must hold. */
export interface Diagnosis {
  mistake: Mistake;
  so: string;
}

/**
 * Mistakes that are told the same though their causes differ: that is, though their lists want other words of them. Whoever makes the one
 * would be told of the other.
 * @returns each such pair in a sentence
 */
export function sameWords(diagnoses: readonly Diagnosis[]): string[] {
  const pairs: string[] = [];
  const seen = new Map<string, Mistake>();
  for (const { mistake, so } of diagnoses) {
    const words = so.replaceAll(/\d+/g, '…');
    const other = seen.get(words);
    if (!other) seen.set(words, mistake);
    else if (other.says !== mistake.says) pairs.push(`"${other.name}" and "${mistake.name}" are both told: ${so}`);
  }
  return pairs;
}
