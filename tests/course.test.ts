import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { suite } from '#workshop/suite.ts';
import { type Check, type Outcome, judge } from '#workshop/checks.ts';
import { type Lesson, root, solutionOf, starterOf } from '#workshop/lessons.ts';
import { type Mistake, alternativesOf, checksOf, hintsOf, lessonsToProve, mistakesOf } from '#workshop/lesson-tests.ts';
import { shortPath } from '#workshop/program/source.ts';

// The course proves itself: right answers pass, and the starters and known mistakes are turned down with the words that help.

const lessons = await Promise.all(
  lessonsToProve().map(async (lesson) => ({
    lesson,
    checks: await checksOf(lesson),
    mistakes: await mistakesOf(lesson),
    hints: await hintsOf(lesson),
  })),
);

suite('the course', { concurrency: 1 + availableParallelism() }, () => {
  for (const { lesson, checks, mistakes, hints } of lessons) {
    for (const file of [solutionOf(lesson), ...alternativesOf(lesson)]) {
      test(`${lesson.slug}: ${shortPath(file)} passes`, async () => {
        for (const [index, outcome] of (await outcomesOf(file, checks)).entries()) {
          if (outcome.state === 'failed') assert.fail(`✖ ${checks[index]?.name}\n${outcome.failure.message}`);
          assert.equal(outcome.state, 'passed');
        }
      });
    }

    test(`${lesson.slug}: the starter is turned down, and has something to do`, async () => {
      assert.match(readFileSync(starterOf(lesson), 'utf8'), /\/\/ TODO /, 'no "// TODO " comment tells what is wanted');
      const [first] = await outcomesOf(starterOf(lesson), checks.slice(0, 1));
      assert.equal(first?.state, 'failed');
    });

    for (const mistake of mistakes) {
      test(`${lesson.slug}: turns down "${mistake.name}"`, async () => {
        const until = checks.findIndex(({ name }) => name === mistake.fails);
        assert.notEqual(until, -1, `there is no check "${mistake.fails}"`);
        const wanted = checks[until] as Check;
        const earlier = checks.slice(0, until).filter(({ star }) => wanted.star || !star);
        const outcomes = await outcomesOf(write(lesson, mistake), [...earlier, wanted]);
        const failed = outcomes.findIndex(({ state }) => state === 'failed');
        const first = outcomes[failed];
        assert.ok(first?.state === 'failed', `it passes "${wanted.name}"`);
        assert.equal([...earlier, wanted][failed]?.name, wanted.name, `an earlier check fails:\n${first.failure.message}`);
        assert.ok(first.failure.message.includes(mistake.says), `its message doesn't say "${mistake.says}":\n${first.failure.message}`);
      });
    }

    test(`${lesson.slug}: every check is failed by some mistake, and has three hints`, () => {
      assert.deepEqual(
        Object.keys(hints),
        checks.map(({ name }) => name),
      );
      const failed = new Set(mistakes.map(({ fails }) => fails));
      assert.deepEqual(
        checks.filter(({ name }) => !failed.has(name)).map(({ name }) => name),
        [],
      );
      assert.ok(mistakes.length >= 5 && alternativesOf(lesson).length >= 2);
      assert.ok(checks.filter(({ star }) => !star).length <= 5);
    });
  }
});

async function outcomesOf(file: string, checks: readonly Check[]): Promise<Outcome[]> {
  const judgement = judge(file, checks);
  try {
    return await Promise.all(judgement.outcomes);
  } finally {
    await judgement.end();
  }
}

/** The mistake as a file that can be run: .every-core/mistakes/NN-slug/listens-in-the-primary-too/app.ts */
function write(lesson: Lesson, { name, change }: Mistake): string {
  let text = readFileSync(solutionOf(lesson), 'utf8');
  for (const [piece, instead] of change) {
    assert.equal(text.split(piece).length, 2, `this must stand once in ${shortPath(solutionOf(lesson))}:\n${piece}`);
    text = text.replace(piece, () => instead);
  }
  const folder = name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  const file = join(root, '.every-core', 'mistakes', lesson.folder, folder, lesson.file);
  mkdirSync(dirname(file), { recursive: true });
  const unfinished = `${file}.${process.pid}`; // several runs may be at it
  writeFileSync(unfinished, text);
  renameSync(unfinished, file);
  return file;
}
