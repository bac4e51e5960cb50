import assert from 'node:assert/strict';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { test } from 'node:test';
import { findLesson, root, solutionOf } from '#workshop/lessons.ts';
import { Program } from '#workshop/program/program.ts';
import { suite } from '#workshop/suite.ts';

// What the checks don't ask of every answer.

const file = solutionOf(findLesson('pm2'));

suite('pm2, the worked answer:', () => {
  // PM2 loads an ES module by import(), notes that it is rejected, and would let the process live: it serves nobody, and is called online.
  test('a version that throws at its start ends, and is given up', async () => {
    const folder = join(root, '.every-core', 'versions', `${process.pid}-pm2`);
    cpSync(dirname(file), folder, { recursive: true });
    const program = await Program.start(join(folder, basename(file)), { env: { WEB_CONCURRENCY: '1' } });
    try {
      const app = join(folder, 'app.mts');
      const version = readFileSync(app, 'utf8');
      writeFileSync(app, version.replace('server.listen(', "throw new Error('this version is broken');\nserver.listen("));
      assert.equal((await program.pm2('scale', 'every-core', '2')).code, 0);
      const givenUp = () => program.lines.some((line) => line.includes('too many unstable restarts'));
      for (let turn = 0; turn < 12 && !(await program.until(givenUp)); turn++); // seconds each: a start may take as long
      assert.ok(givenUp(), program.lines.join('\n'));
      assert.match(program.errorLines.join('\n'), /this version is broken/);
    } finally {
      await program.end();
      rmSync(folder, { recursive: true });
    }
  });
});
