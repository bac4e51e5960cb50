import assert from 'node:assert/strict';
import { test } from 'node:test';
import { check, judge } from '#workshop/checks.ts';
import { crowded } from '#workshop/program/crowd.ts';
import { suite } from '#workshop/suite.ts';

suite('a judgement', { concurrency: 2 }, () => {
  test('ends what it looks at once, however often it is told to end', async () => {
    let ends = 0;
    const subject = { start: async () => ({}), end: async () => void ends++ };
    const judgement = judge('unused.ts', [check('looks', subject, async () => {})]);
    await Promise.all(judgement.outcomes);
    await Promise.all([judgement.end(), judgement.end()]);
    await judgement.end();
    assert.equal(ends, 1);
  });

  test('has up to three times as much patience on a busy machine, in whole milliseconds', () => {
    assert.equal(crowded(10_000, 0), 10_000);
    assert.equal(crowded(10_000, 1_000_000), 30_000);
    for (let load = 0; load < 10; load += 0.0137) assert.ok(Number.isInteger(crowded(10_000, load)), `a load of ${load}`);
  });
});
