import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findLesson, solutionOf } from '#workshop/lessons.ts';
import { checksOf } from '#workshop/lesson-tests.ts';
import { Program } from '#workshop/program/program.ts';
import { suite } from '#workshop/suite.ts';
import { longestWait } from '../08-self-healing/deaths.ts';
import { forked, roundRobin, serving } from '../cluster.ts';
import { goneNode } from '../gone-node.ts';
import { assertPasses } from '../judging.ts';
import { comes, isReplaced } from './reloads.ts';
import { deploy, deployed, gateOf } from './versions.ts';

// The worked answer is that of self-healing and more. The lesson's checks look at what is new; here it keeps what it promised before.

const file = solutionOf(findLesson('zero-downtime-reload'));
const earlier = (await checksOf(findLesson('self-healing'))).filter(({ name }) => !name.includes('exception')); // it has no route that throws

const noLinks = process.platform === 'win32' && 'links are not for everybody here';

suite('zero-downtime-reload: what its worked answer promised before', () => {
  test('it keeps the checks of self-healing', async () => {
    assert.ok(earlier.length > 3);
    await assertPasses(file, earlier);
  });

  test('it reloads and heals where it stands, too: the checks run copies', async () => {
    const program = await Program.start(file, { env: roundRobin({ WEB_CONCURRENCY: '1' }) });
    try {
      const before = serving(program);
      program.signal('SIGHUP');
      assert.ok(await comes(program, () => isReplaced(program, before)));
      const after = serving(program);
      await program.kill(after[0] as number);
      assert.ok(await comes(program, () => isReplaced(program, after)));
      program.signal('SIGTERM');
      assert.equal((await program.ended())?.code, 0);
    } finally {
      await program.end();
    }
  });

  test('no gate of its checks is left open', async () => {
    const subject = deployed({ WEB_CONCURRENCY: '1' });
    const program = await subject.start(file, new AbortController().signal);
    const gate = await gateOf(program);
    assert.ok(gate.port > 0);
    await subject.end(program);
    assert.throws(() => gate.port, TypeError); // it listens nowhere
  });

  test('a worker that does not listen in time is given up, and a second SIGTERM cuts off', async () => {
    const program = await Program.start(file, { env: roundRobin({ WEB_CONCURRENCY: '1', START_TIMEOUT: '1' }) });
    try {
      const before = serving(program);
      program.signal('SIGHUP');
      await comes(program, () => forked(program)[1]?.exit !== undefined);
      await program.rest();
      assert.match(program.errorLines.join('\n'), /^Reload given up: the new worker \d+ does not listen after 1 ms\./m);
      assert.deepEqual(serving(program), before);

      const cut = await program.putInFlight('/slow?ms=10000');
      for (let time = 0; time < 2; time++) {
        program.signal('SIGTERM');
        for (let look = 0; look < 2 && program.census.alive.length === 2; look++) await program.cpu();
      }
      assert.equal((await program.ended())?.code, 1);
      assert.deepEqual(program.lines.slice(-1), [`Requests cut off by worker ${before[0]}: 1`]);
      await assert.rejects(cut.answered);
    } finally {
      await program.end();
    }
  });

  test('a worker that can’t be started is healed, and one of a reload is given up', { skip: noLinks }, async () => {
    const program = await Program.start(file, { env: roundRobin({ WEB_CONCURRENCY: '1' }), preload: goneNode(2, 4) });
    try {
      const before = serving(program);
      program.signal('SIGHUP');
      await comes(program, () => program.errorLines.length === 2);
      await program.rest();
      assert.match(program.errorLines[0] ?? '', /^A worker could not be started: spawn \S+ ENOENT$/);
      assert.match(program.errorLines[1] ?? '', /^Reload given up: the new worker \(not started\) ended \(-?\d+\) before it listened\./);
      assert.deepEqual(serving(program), before);
      await program.kill(before[0] as number); // its successor can't be started either, but the one after
      assert.ok(await program.until(() => isReplaced(program, before), longestWait));
      program.signal('SIGTERM');
      assert.equal((await program.ended())?.code, 0);
    } finally {
      await program.end();
    }
  });

  test('a new version that ends as if the port were taken is given up as any other', async () => {
    const subject = deployed({ WEB_CONCURRENCY: '2' });
    const program = await subject.start(file, new AbortController().signal);
    try {
      const before = serving(program);
      deploy(program, 'that finds a port taken', 'process.exit(98);\n');
      program.signal('SIGHUP');
      await comes(program, () => program.errorLines.length > 0);
      await program.rest();
      assert.match(program.errorLines.join('\n'), /^Reload given up: the new worker \d+ ended \(98\) before it listened\.[^\n]*$/);
      assert.deepEqual(serving(program), before);
    } finally {
      await subject.end(program);
    }
  });
});
