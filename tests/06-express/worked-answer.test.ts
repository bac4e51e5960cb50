import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findLesson, solutionOf } from '#workshop/lessons.ts';
import { Program } from '#workshop/program/program.ts';
import { suite } from '#workshop/suite.ts';
import { cluster } from '../cluster.ts';

// The routes that the starter gives, and no check of the lesson asks for.

suite('express: what its worked answer was given', () => {
  test('/work and /slow answer as in every lesson', async () => {
    const served = cluster({ WEB_CONCURRENCY: '1' });
    const program: Program = await served.start(solutionOf(findLesson('express')), AbortSignal.timeout(600_000));
    try {
      for (const [path, text] of [
        ['/work?ms=1', 'Worked 1 ms'],
        ['/slow?ms=1', 'Waited 1 ms'],
      ] as const) {
        const answer = await program.ask(path);
        assert.deepEqual([answer.status, answer.text], [200, `${text} in process ${program.workers[0]}\n`]);
      }
    } finally {
      await served.end(program);
    }
  });
});
