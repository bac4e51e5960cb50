import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { findLesson, solutionOf } from '#workshop/lessons.ts';
import { suite } from '#workshop/suite.ts';
import { deploy, deployed } from '../09-zero-downtime-reload/versions.ts';

// What the checks don't ask of every answer.

const lesson = findLesson('pm2');

suite('pm2, the worked answer:', () => {
  // PM2 loads an ES module by import(), notes that it is rejected, and would let the process live: it serves nobody, and is called online.
  test('a version that throws at its start ends, and is given up', async () => {
    const subject = deployed({ WEB_CONCURRENCY: '1' });
    const program = await subject.start(solutionOf(lesson), new AbortController().signal);
    try {
      const version = readFileSync(solutionOf(lesson, 'app.mts'), 'utf8');
      const broken = version.replace('server.listen(', "throw new Error('this version is broken');\nserver.listen(");
      deploy(program, 'that throws at its start', broken, 'app.mts');
      assert.equal((await program.pm2('scale', 'every-core', '2')).code, 0);
      const givenUp = () => program.lines.some((line) => line.includes('too many unstable restarts'));
      for (let turn = 0; turn < 12 && !(await program.until(givenUp)); turn++); // seconds each: a start may take as long
      assert.ok(givenUp(), program.lines.join('\n'));
      assert.match(program.errorLines.join('\n'), /this version is broken/);
    } finally {
      await subject.end(program);
    }
  });
});
