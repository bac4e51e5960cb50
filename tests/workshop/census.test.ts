import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Census } from '#workshop/program/census.ts';
import { suite } from '#workshop/suite.ts';

suite('the census', () => {
  test('knows each process that received something from a port that two clients had, one after the other', () => {
    const census = new Census(1);
    for (const pid of [2, 3, 2]) census.add({ type: 'request', pid, client: 40_000, url: '/' });
    assert.deepEqual(census.receivers.get(40_000), [3, 2]);
    assert.equal(census.requests, 3);
  });
});
