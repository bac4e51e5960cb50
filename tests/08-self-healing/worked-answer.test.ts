import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checksOf } from '#workshop/lesson-tests.ts';
import { findLesson, solutionOf } from '#workshop/lessons.ts';
import { Program } from '#workshop/program/program.ts';
import { suite } from '#workshop/suite.ts';
import { assertPasses, writeMistake } from '../judging.ts';

// The stop is given in this lesson. Here the worked answer keeps what graceful-shutdown promised.

suite('self-healing: what its worked answer promised before', () => {
  test('what takes too long is cut off and counted, and the exit code says so', async () => {
    const env = { WEB_CONCURRENCY: '1', SHUTDOWN_TIMEOUT: '1' };
    const program = await Program.start(solutionOf(findLesson('self-healing')), { env });
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
    const file = writeMistake(findLesson('self-healing'), {
      name: 'answers as graceful-shutdown does',
      change: [
        ["import { answerOrDie } from '#given/faults.ts';", "import { answerOrEcho } from '#given/echo.ts';"],
        ['runWorker(answerOrDie)', 'runWorker(answerOrEcho)'],
      ],
    });
    await assertPasses(file, await checksOf(findLesson('graceful-shutdown')));
  });
});
