import assert from 'node:assert/strict';
import { test } from 'node:test';
import { check, judge } from '#workshop/checks.ts';
import { checksOf } from '#workshop/lesson-tests.ts';
import { allLessons, solutionOf } from '#workshop/lessons.ts';
import { suite } from '#workshop/suite.ts';
import { Session } from '#workshop/watch/session.ts';

suite('a judgement', () => {
  test('ends what it looks at once, however often it is told to end', async () => {
    let ends = 0;
    const subject = { start: async () => ({}), end: async () => void ends++ };
    const judgement = judge('unused.ts', [check('looks', subject, async () => {})]);
    await Promise.all(judgement.outcomes);
    await Promise.all([judgement.end(), judgement.end()]);
    await judgement.end();
    assert.equal(ends, 1);
  });

  test('that is ended in its middle has no outcome, neither a failure nor a fault of the course', async () => {
    const broken = (signal: AbortSignal) =>
      new Promise<object>((_, reject) => signal.addEventListener('abort', () => reject(new Error('it ended at once, with SIGKILL'))));
    const subject = { start: async (_file: string, signal: AbortSignal) => broken(signal), end: async () => {} };
    const judgement = judge('unused.ts', [check('looks', subject, async () => {})]);
    let came = false;
    judgement.outcomes[0]?.catch(() => {}).then(() => (came = true));
    await judgement.end();
    await new Promise((resolve) => setImmediate(resolve));
    assert.ok(!came);
  });

  test('in which the course itself fails is told so at the keyboard, and can be run again', async () => {
    let changed = () => {};
    const session = new Session(allLessons()[0] ?? assert.fail(), () => changed());
    const subject = { start: () => Promise.reject(new Error('a fault')), end: async () => {} };
    session.checks = [check('looks', subject, async () => {})];
    for (let run = 1; run <= 2; run++) {
      const judged = new Promise<void>((resolve) => (changed = () => session.state === 'judged' && resolve()));
      session.judge();
      await judged;
      assert.match(session.notice.join('\n'), /The course itself failed here, not your program: Error: a fault\n.*Enter runs again/);
      assert.ok(!session.passed);
    }
    await session.end();
  });

  for (const lesson of allLessons()) {
    test(`of ${lesson.slug} can be ended whenever a file is saved`, async () => {
      const checks = await checksOf(lesson);
      const faults: unknown[] = [];
      const begin = () => {
        const judgement = judge(solutionOf(lesson), checks);
        for (const outcome of judgement.outcomes) outcome.catch((fault: unknown) => faults.push(fault));
        return judgement;
      };
      await begin().end();
      const judgement = begin();
      await Promise.race(judgement.outcomes); // one check is done, and others are under way
      await judgement.end();
      await new Promise((resolve) => setImmediate(resolve));
      assert.deepEqual(faults, []);
    });
  }
});
