import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { type Check, NotHere, type Subject, check, star } from '#workshop/checks.ts';
import { Failure } from '#workshop/failure.ts';
import { firstFailing } from '#workshop/hints.ts';
import { isPassed } from '#workshop/progress.ts';
import { suite } from '#workshop/suite.ts';
import { tellOutcome } from '#workshop/tell.ts';
import { outcomesOf } from '../judging.ts';

// Where a program of the system is missing, a check that needs it is not judged.

const here: Subject<object> = { start: async () => ({}), end: async () => {} };
const missing: Subject<object> = { ...here, start: () => Promise.reject(new NotHere('nginx is not installed: brew install nginx')) };
const nothing = async () => {};
const turnsDown = async () => {
  throw new Failure({ expected: 'this', saw: 'that', so: 'so' });
};

const states = async (checks: readonly Check[]) => {
  const outcomes = await outcomesOf('unused.ts', checks);
  return { outcomes, states: outcomes.map(({ state }) => state), passed: isPassed(checks, outcomes) };
};

suite('a check that cannot be judged here', () => {
  test('says why, and holds up neither the lesson nor its ★ checks', async () => {
    const checks = [check('with nginx', missing, nothing), check('without', here, nothing), star('more', here, nothing)];
    const { outcomes, states: told, passed } = await states(checks);
    assert.deepEqual(told, ['skipped', 'passed', 'passed']);
    assert.ok(passed);
    const lines = stripVTControlCharacters(tellOutcome({ name: 'with nginx', star: false }, outcomes[0] ?? assert.fail(), true));
    assert.equal(lines, '  – with nginx\n      not judged: nginx is not installed: brew install nginx');
  });

  test('may find that out by itself, and hides no other that fails', async () => {
    const byItself = check('by itself', here, () => Promise.reject(new NotHere('no second address')));
    const checks = [byItself, check('fails', here, turnsDown), star('more', here, nothing)];
    const { outcomes, states: told, passed } = await states(checks);
    assert.deepEqual(told, ['skipped', 'failed', 'waits']);
    assert.ok(!passed);
    assert.equal(firstFailing(checks, outcomes)?.name, 'fails');
  });
});
