import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { test } from 'node:test';
import { suite } from '#workshop/suite.ts';
import type { Check } from '#workshop/checks.ts';
import { type Lesson, solutionOf, starterOf } from '#workshop/lessons.ts';
import { type Mistake, alternativesOf, checksOf, hintsOf, lessonsToProve, mistakesOf, rightOnly } from '#workshop/lesson-tests.ts';
import { shortPath } from '#workshop/program/source.ts';
import { type Diagnosis, assertPasses, folderOf, outcomesOf, sameWords, writeMistake } from './judging.ts';

// The course proves itself: right answers pass, and the starters and known mistakes are turned down with the words that help.

const lessons = await Promise.all(
  lessonsToProve().map(async (lesson) => ({
    lesson,
    checks: await checksOf(lesson),
    mistakes: await mistakesOf(lesson),
    hints: await hintsOf(lesson),
  })),
);

for (const { lesson, checks, mistakes, hints } of lessons) {
  // A lesson that is proved alone has all cores.
  suite(lesson.slug, { concurrency: lessons.length > 1 ? 1 : availableParallelism() }, () => {
    for (const file of [solutionOf(lesson), ...alternativesOf(lesson)]) {
      test(`${lesson.slug}: ${shortPath(file)} passes`, async (context) => {
        for (const why of await assertPasses(file, checks)) context.skip(why);
      });
    }

    test(`${lesson.slug}: the starter is turned down, and has something to do`, async () => {
      const starter = lesson.files.map((name) => readFileSync(starterOf(lesson, name), 'utf8')).join('\n');
      assert.match(starter, /\/\/ TODO /, 'no "// TODO " comment tells what is wanted');
      for (const check of checks) {
        const [first] = await outcomesOf(starterOf(lesson), [check]);
        if (first?.state === 'skipped') continue; // the first one that can be judged here
        assert.equal(first?.state, 'failed');
        break;
      }
    });

    test(`${lesson.slug}: every check is failed by some mistake, and has three hints`, () => {
      assert.deepEqual(
        Object.keys(hints),
        checks.map(({ name }) => name),
      );
      assert.equal(new Set(mistakes.map(({ name }) => folderOf(name))).size, mistakes.length, 'two mistakes have one folder');
      const failed = new Set(mistakes.map(({ fails }) => fails));
      assert.deepEqual(
        checks.filter(({ name }) => !failed.has(name)).map(({ name }) => name),
        [],
      );
      assert.ok(mistakes.length >= 5 && alternativesOf(lesson).length >= 2);
      assert.ok(checks.filter(({ star }) => !star).length <= 5);
    });

    if (rightOnly()) return;
    const turnedDown = new Map(mistakes.map((mistake) => [mistake, lazily(() => turnDown(lesson, checks, mistake))]));
    for (const [{ name }, diagnosis] of turnedDown) {
      test(`${lesson.slug}: turns down "${name}"`, async (context) => {
        const told = await diagnosis();
        if (typeof told === 'string') context.skip(told);
      });
    }

    test(`${lesson.slug}: no two mistakes with different causes are told the same`, async () => {
      const known = await Promise.allSettled([...turnedDown.values()].map((diagnosis) => diagnosis()));
      assert.deepEqual(
        sameWords(known.flatMap((one) => (one.status === 'fulfilled' && typeof one.value !== 'string' ? [one.value] : []))),
        [],
      );
    });
  });
}

/**
 * Judges a mistake, which must fail its own check, for the reason that its list says, and no earlier one that looks at the same started
 * program. The others would each take another start: `npm run judgement` asks them all.
 * @returns what it was told, or why that check can't be judged here
 */
async function turnDown(lesson: Lesson, checks: readonly Check[], mistake: Mistake): Promise<Diagnosis | string> {
  const until = checks.findIndex(({ name }) => name === mistake.fails);
  assert.notEqual(until, -1, `there is no check "${mistake.fails}"`);
  const wanted = checks[until] as Check;
  const earlier = checks.slice(0, until).filter(({ subject, star, dear }) => subject === wanted.subject && !dear && (wanted.star || !star));
  const asked = [...earlier, wanted];
  const outcomes = await outcomesOf(writeMistake(lesson, mistake), asked);
  const own = outcomes.at(-1);
  if (own?.state === 'skipped') return own.why;
  const failed = outcomes.findIndex(({ state }) => state === 'failed');
  const first = outcomes[failed];
  assert.ok(first?.state === 'failed', `it passes "${wanted.name}"`);
  assert.equal(asked[failed]?.name, wanted.name, `an earlier check fails:\n${first.failure.message}`);
  assert.ok(first.failure.message.includes(mistake.says), `its message doesn't say "${mistake.says}":\n${first.failure.message}`);
  return { mistake, so: first.failure.told.so };
}

/** Begins at the first call, and gives the same to each. */
function lazily<T>(begin: () => T): () => T {
  let begun: T | undefined;
  return () => (begun ??= begin());
}
