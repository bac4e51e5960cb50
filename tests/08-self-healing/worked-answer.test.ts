import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checksOf } from '#workshop/lesson-tests.ts';
import { findLesson, solutionOf } from '#workshop/lessons.ts';
import { Program } from '#workshop/program/program.ts';
import { suite } from '#workshop/suite.ts';
import { serving } from '../cluster.ts';
import { goneNode } from '../gone-node.ts';
import { assertPasses, writeMistake } from '../judging.ts';
import { longestWait } from './deaths.ts';

const file = solutionOf(findLesson('self-healing'));

// The stop is given in this lesson. Here the worked answer keeps what graceful-shutdown promised.

suite('self-healing: what its worked answer promised before', () => {
  test('what takes too long is cut off and counted, and the exit code says so', async () => {
    const env = { WEB_CONCURRENCY: '1', SHUTDOWN_TIMEOUT: '1' };
    const program = await Program.start(file, { env });
    try {
      const [worker] = program.workers;
      const cut = await program.putInFlight('/slow?ms=10000');
      program.signal('SIGTERM');
      assert.equal((await program.ended())?.code, 1);
      assert.deepEqual(program.lines.slice(-1), [`Requests cut off by worker ${worker}: 1`]);
      await assert.rejects(cut.answered);
    } finally {
      await program.end();
    }
  });

  test('with the routes of graceful-shutdown it passes each of its checks', async () => {
    const echoing = writeMistake(findLesson('self-healing'), {
      name: 'answers as graceful-shutdown does',
      change: [
        ["import { answerOrDie } from '#given/faults.ts';", "import { answerOrEcho } from '#given/echo.ts';"],
        ['runWorker(answerOrDie)', 'runWorker(answerOrEcho)'],
      ],
    });
    await assertPasses(echoing, await checksOf(findLesson('graceful-shutdown')));
  });
});

// The system may start no process for a while: Node's file is being replaced, or there are too many.

suite('self-healing: a worker that can’t be started', { skip: process.platform === 'win32' && 'links are not for everybody here' }, () => {
  const notStarted = /^A worker could not be started: spawn \S+ ENOENT$/;

  test('is an early death, after which another one is tried', async () => {
    const program = await Program.start(file, { env: { WEB_CONCURRENCY: '2' }, preload: goneNode(3, 5) });
    try {
      const [victim = 0, other = 0] = program.workers;
      await program.kill(victim);
      assert.ok(await program.until(() => serving(program).length === 2, longestWait));
      await program.rest(); // and what it wrote is read
      assert.ok(serving(program).includes(other));
      assert.equal(program.errorLines.length, 2);
      for (const line of program.errorLines) assert.match(line, notStarted);
      assert.equal(program.lines.filter((line) => /^Worker \(not started\) ended \(-?\d+\)$/.test(line)).length, 2);
      program.signal('SIGTERM');
      assert.equal((await program.ended())?.code, 0);
    } finally {
      await program.end();
    }
  });

  test('is given up after so many tries', async () => {
    const program = await Program.start(file, { env: { WEB_CONCURRENCY: '2' }, preload: goneNode(3) });
    try {
      await program.kill(program.workers[0] ?? 0);
      await program.until(() => program.census.alive.length === 0, longestWait);
      assert.equal((await program.ended())?.code, 1);
      assert.match(program.errorLines.at(-1) ?? '', /^Giving up: /);
      for (const line of program.errorLines.slice(0, -1)) assert.match(line, notStarted);
      assert.deepEqual(program.census.alive, []);
    } finally {
      await program.end();
    }
  });
});
