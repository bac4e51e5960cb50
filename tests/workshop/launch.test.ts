import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { isAbsolute, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { suite } from '#workshop/suite.ts';
import { Failure } from '#workshop/failure.ts';
import { mark } from '#workshop/program/guardian.ts';
import { type LaunchOptions, launch } from '#workshop/program/launch.ts';
import { processesWith } from '#workshop/program/processes.ts';
import { Program } from '#workshop/program/program.ts';
import { scratch, written } from './scratch.ts';

// Each way in which a program can fail to serve is told apart, in words, and nothing is left of it.

const programs = fileURLToPath(new URL('programs/', import.meta.url));

/** Starts one of the programs, which must fail, and gives what is told about it. */
async function failureOf(name: string, options?: LaunchOptions): Promise<string> {
  const file = isAbsolute(name) ? name : join(programs, name);
  let program: Program | undefined;
  try {
    program = await Program.start(file, options);
    await program.ask('/');
  } catch (error) {
    assert.ok(error instanceof Failure, String(error));
    return error.message;
  } finally {
    await program?.end();
  }
  return assert.fail(`${name} served`);
}

suite('a program that does not serve is told why:', { concurrency: 4 }, () => {
  test('it exits', async () => {
    assert.match(await failureOf('exits.ts'), /ended with exit code 3, without a word/);
    assert.match(await failureOf('ends-quietly.ts'), /exit code 0.*\n.*nothing kept it running/);
  });

  test('it throws: its last words, and the learner’s own file and line', async () => {
    const told = await failureOf('throws.ts');
    assert.match(told, /Error: no server on \d+ today/);
    assert.match(told, /look at tests\/workshop\/programs\/throws\.ts, line 4\./);
    assert.doesNotMatch(told, /node:internal/);
  });

  test('it never listens', async () => {
    assert.match(await failureOf('never-listens.ts'), /1 process, and none listens on any port/);
  });

  test('it listens on another port', async () => {
    assert.match(await failureOf('listens-elsewhere.ts'), /it listens on port \d+\n.*the port is written into the program/);
  });

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
      assert.match(await failureOf(name, options), new RegExp(`it wanted port ${port}, which is taken, and ended with exit code 1`));
    }
    holder.close();
  });

  test('it listens and never answers', async () => {
    assert.match(await failureOf('never-answers.ts'), /accepted, and a second later there is no answer/);
  });

  test('it closes the connection, or dies of the request', async () => {
    assert.match(await failureOf('hangs-up.ts'), /closed without an answer \(ECONNRESET\)/);
    assert.match(await failureOf('crashes-when-asked.ts'), /TypeError: can't answer \/[^]*programs\/crashes-when-asked\.ts, line 4\./);
  });

  test('it loops for ever', async () => {
    assert.match(await failureOf('loops.ts', { deadline: 700 }), /still at work[^]*something loops for ever/);
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

  test('it forks for ever, in every process or in one', async () => {
    assert.match(await failureOf('forks-for-ever.ts'), /processes started, and no end; they were stopped/);
    assert.match(
      await failureOf('forks-in-a-loop.ts'),
      /processes started, and no end; they were stopped[^]*a loop that forks never comes to its end/,
    );
    assert.match(await failureOf('forks-again.ts'), /another is forked in its place: look at .*forks-again\.ts, line 5/);
  });

  test('there is no file, or nothing in it, or no TypeScript', async () => {
    assert.match(await failureOf('no-such-file.ts'), /no such file/);
    assert.match(await failureOf(written('empty.ts', '')), /an empty file/);
    assert.match(await failureOf(written('comments.ts', '// TODO\n/* later\n */\n')), /nothing but comments/);
    assert.match(await failureOf(written('broken.ts', 'const a = 1;\nconst b = ;\n')), /a syntax error in .*broken\.ts, line 2/);
    assert.match(await failureOf(scratch), /a file that can't be read/);
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

  test('is ended with all its processes, also those that left its group', async () => {
    const program = await Program.start(join(programs, 'flees.ts'));
    assert.ok(program.census.spawned >= 1);
    await program.end();
    assert.deepEqual(
      processesWith(`EVERY_CORE_RUN=${mark}`).filter((pid) => program.census.processes.has(pid)),
      [],
    );
  });
});
