import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { suite } from '#workshop/suite.ts';
import { launch } from '#workshop/program/launch.ts';
import { Program } from '#workshop/program/program.ts';

// What hostile.test.ts does not tell of how programs are started and watched.

const programs = fileURLToPath(new URL('programs/', import.meta.url));

suite('of a program that does not serve it is told that', { concurrency: 4 }, () => {
  test('its port is taken', async () => {
    const holder = createServer().listen(0);
    await once(holder, 'listening');
    const { port } = holder.address() as { port: number };
    const options = { env: { PORT: String(port), WEB_CONCURRENCY: '3' } };
    for (const name of ['never-answers.ts', '../../../solutions/02-one-worker-per-cpu/app.ts']) {
      const told = new RegExp(`it wanted port ${port}, which is taken, and ended with exit code 1`);
      await assert.rejects(Program.start(join(programs, name), options), told);
    }
    holder.close();
  });

  test('it loops for ever when it is asked, which nobody waits for twice', async () => {
    const program = await Program.start(join(programs, 'loops-when-asked.ts'), { hearing: 700 });
    const began = performance.now();
    await assert.rejects(program.ask('/'), /still at work, seconds later[^]*something loops for ever/);
    const told = performance.now();
    for (const again of [program.ask('/'), program.cpu(), program.rest()]) await assert.rejects(again, /something loops for ever/);
    assert.ok(performance.now() - told < told - began);
    await program.end();
  });
});

suite('a program that serves', { concurrency: 4 }, () => {
  test('may take its time', async () => {
    const program = await Program.start(join(programs, 'listens-late.ts'));
    assert.deepEqual(program.lines, ['late']);
    await program.end();
  });

  test('may use what cannot be erased', async () => {
    const program = await Program.start(join(programs, 'has-an-enum.ts'));
    const answer = await program.ask('/');
    assert.equal(answer.pid, program.pid);
    await program.rest(); // the report of a request may come after its answer
    assert.equal(program.receiver(answer), program.pid);
    await program.end();
  });

  test('has its output kept within bounds', async () => {
    const launched = await launch(join(programs, 'chatters.ts'));
    assert.ok(await launched.until(() => launched.stdout.text.endsWith('end\n')));
    assert.ok(launched.stdout.text.startsWith('begin\n'));
    assert.ok(launched.stdout.text.length <= 120_000);
    await launched.end();
  });
});
