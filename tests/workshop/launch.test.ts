import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { suite } from '#workshop/suite.ts';
import { crowded } from '#workshop/program/crowd.ts';
import { cleanEnvironment } from '#workshop/program/environment.ts';
import { newMark } from '#workshop/program/guardian.ts';
import { launch } from '#workshop/program/launch.ts';
import { cpuOf, watchQueues } from '#workshop/program/processes.ts';
import { Program } from '#workshop/program/program.ts';
import { written } from './scratch.ts';
import { until } from './until.ts';

// What hostile.test.ts does not tell of how programs are started and watched.

const programs = fileURLToPath(new URL('programs/', import.meta.url));

suite('of a program that does not serve it is told that', () => {
  test('its port is taken', async () => {
    const holder = createServer().listen(0);
    await once(holder, 'listening');
    const { port } = holder.address() as { port: number };
    const options = { env: { PORT: String(port), WEB_CONCURRENCY: '3' } };
    for (const name of [
      'never-answers.ts',
      '../../../solutions/02-one-worker-per-cpu/app.ts',
      '../../../solutions/11-sharing-a-port-by-hand/server.ts',
    ]) {
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

  test('it sleeps, and so burns nothing: nobody keeps it from its work, so it is no case for patience', async () => {
    const hearing = 700;
    const program = await Program.start(join(programs, 'sleeps-when-asked.ts'), { hearing });
    const kept = watchQueues(() => [process.pid, program.pid]);
    program.ask('/').catch(() => {});
    await program.until(() => program.census.requests > 0);
    const began = performance.now();
    await assert.rejects(program.cpu(), /So does a call that blocks/);
    const took = performance.now() - began;
    if (kept() < hearing / 20) assert.ok(took < 4 * hearing, `it took ${took} ms`); // else it may have been kept from it for so long
    await program.end();
  });
});

suite('a program that serves', () => {
  test('may take its time', async () => {
    const program = await Program.start(join(programs, 'listens-late.ts'));
    assert.deepEqual(program.lines, ['late']);
    await program.end();
  });

  test('may use what cannot be erased, itself or in a file that it imports', async () => {
    for (const name of ['has-an-enum.ts', 'imports-an-enum.ts']) {
      const program = await Program.start(join(programs, name));
      const answer = await program.ask('/');
      assert.equal(answer.pid, program.pid);
      await program.rest(); // the report of a request may come after its answer
      assert.equal(program.receiver(answer), program.pid);
      await program.end();
    }
  });

  test('writes the same whatever the shell says of colours, of warnings, and of what Node tells of its own work', () => {
    const program = "console.log('worker', 42); process.binding('uv'); process.emitWarning('careful'); setTimeout(() => {}, 1);";
    const outputs = (env: Record<string, string>) => {
      const { stdout, stderr } = spawnSync(process.execPath, ['-e', program], { env: cleanEnvironment(env), encoding: 'utf8' });
      return [stdout, stderr.replaceAll(/\d+/g, '…')];
    };
    const usual = outputs({});
    assert.equal(usual[0], 'worker 42\n');
    assert.match(usual[1] ?? '', /Warning: careful/);
    for (const shell of [
      { FORCE_COLOR: '3', NO_COLOR: '1', NODE_DISABLE_COLORS: '1', DEBUG: '*', NODE_DEBUG: 'timer', NODE_PENDING_DEPRECATION: '1' },
      { NODE_NO_WARNINGS: '1' },
    ])
      assert.deepEqual(outputs(shell), usual);
  });

  test('may be imported instead: then it is told what it exports', async () => {
    const launched = await launch(written('exports.ts', 'export const app = (): void => {};\n'), { imported: true });
    assert.deepEqual([launched.start.state, launched.exit()?.code], ['exited', 0]);
    assert.deepEqual(launched.stdout.lines, ['{"exports":{"app":"function"},"cluster":false}']);
    await launched.end();
  });

  test('is waited for up to three times as long on a busy machine, in whole milliseconds', () => {
    assert.equal(crowded(10_000, 0), 10_000);
    assert.equal(crowded(10_000, 1_000_000), 30_000);
    assert.equal(crowded(10_000, 1.23456 * availableParallelism()), 12_346);
  });

  test('is asked no more whether it is at rest once nobody waits for that', async () => {
    const program = await Program.start(
      written(
        'ticks.ts',
        `import http from 'node:http';
http.createServer((_request, response) => void response.end(String(setInterval(() => {}, 1_000)))).listen(process.env['PORT']);\n`,
      ),
    );
    await program.ask('/');
    let answers = 0;
    const { census } = program;
    const add = census.add.bind(census);
    let isSo = false;
    census.add = (report) => {
      if (report.type === 'answer' && ++answers === 3) isSo = true;
      add(report);
    };
    assert.ok(await program.until(() => isSo, Infinity)); // with its timer it never is at rest
    const asked = answers;
    await sleep(300); // a round of questions each 50 ms, if they went on
    assert.ok(answers <= asked + 2, `${answers - asked} answers more`);
    await program.end();
  });

  test('is kept from its work where it queues for a core, as two do that want one', async (context) => {
    if (spawnSync('taskset', ['-c', '0', 'true']).status !== 0) return context.skip('there is no taskset that gives them one core');
    const burners = [1, 2].map(() =>
      spawn('taskset', ['-c', '0', process.execPath, '-e', 'for (const end = Date.now() + 60_000; Date.now() < end;);'], {
        stdio: 'ignore',
      }),
    );
    const pids = burners.map(({ pid = 0 }) => pid);
    await until(
      () => pids.every((pid) => cpuOf([pid]) > 20),
      () => 'both to burn',
    );
    const kept = watchQueues(() => pids);
    const began = performance.now();
    await sleep(300);
    assert.ok(kept() > (performance.now() - began) / 2); // while one runs the other queues
    for (const burner of burners) burner.kill('SIGKILL');
  });

  test('ends alone: the mark by which its processes are found is in no other', () => {
    const marks = Array.from({ length: 120 }, newMark);
    for (const mark of marks)
      assert.deepEqual(
        marks.filter((other) => other.includes(mark)),
        [mark],
      );
  });

  test('has its output kept within bounds', async () => {
    const launched = await launch(join(programs, 'chatters.ts'));
    assert.ok(await launched.until(() => launched.stdout.text.endsWith('end\n')));
    assert.ok(launched.stdout.text.startsWith('begin\n'));
    assert.ok(launched.stdout.text.length <= 120_000);
    await launched.end();
  });
});
