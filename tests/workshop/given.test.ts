import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { suite } from '#workshop/suite.ts';
import { findLesson, solutionOf } from '#workshop/lessons.ts';
import { mark } from '#workshop/program/guardian.ts';
import { type Launched, launch } from '#workshop/program/launch.ts';
import { processesWith } from '#workshop/program/processes.ts';
import { Program } from '#workshop/program/program.ts';
import { written } from './scratch.ts';

// The chores that are given to every program: what is malformed, or taken, is refused in one line.

const cluster = solutionOf(findLesson('one-worker-per-cpu'));
/** Their workers are replaced, and are not to be for this. */
const healing = ['self-healing', 'zero-downtime-reload'].map((slug) => solutionOf(findLesson(slug)));

/** Starts the cluster, which must end by itself. */
async function refusal(env: Record<string, string>, file = cluster): Promise<Launched> {
  const program = await launch(file, { env });
  const left = processesWith(`EVERY_CORE_RUN=${mark}`).filter((pid) => program.census.processes.has(pid));
  await program.end();
  assert.deepEqual(left, []);
  assert.equal(program.start.state, 'exited', JSON.stringify(env));
  assert.equal(program.exit()?.code, 1);
  assert.equal(program.stderr.lines.length, 1, program.stderr.text);
  return program;
}

suite('given', () => {
  for (const wrong of ['0', '-1', 'abc', '1.5', '1e1', ' ']) {
    test(`WEB_CONCURRENCY=${JSON.stringify(wrong)} is refused in one line`, async () => {
      const { stderr, stdout } = await refusal({ WEB_CONCURRENCY: wrong });
      assert.equal(stderr.text, `WEB_CONCURRENCY must be a whole number from 1, and is "${wrong}".\n`);
      assert.equal(stdout.text, '', 'nothing was forked before');
    });
  }

  for (const wrong of ['abc', '-1', '65536', '80.5']) {
    test(`PORT=${wrong} is refused in one line`, async () => {
      for (const file of [cluster, ...healing]) {
        const { stderr } = await refusal({ PORT: wrong }, file);
        assert.equal(stderr.text, `PORT must be a whole number from 0 to 65535, and is "${wrong}".\n`);
      }
    });
  }

  test('a port in use: one line, exit code 1, and no worker left, however many there are', async () => {
    const holder = createServer().listen(0);
    await once(holder, 'listening');
    const { port } = holder.address() as { port: number };
    for (const [workers, file] of [['1'], ['4'], ...healing.map((one) => ['2', one] as const)] as const) {
      const { stderr } = await refusal({ PORT: String(port), WEB_CONCURRENCY: workers }, file);
      assert.match(stderr.text, new RegExp(`^Port ${port} is already in use\\. .*\\n$`));
    }
    holder.close();
  });

  test('a port in use that is not the one of PORT: so the line says', async () => {
    const holder = createServer().listen(0);
    await once(holder, 'listening');
    const { port } = holder.address() as { port: number };
    const file = written('another-port.ts', readFileSync(cluster, 'utf8').replace('server.listen(port,', `server.listen(${port},`));
    await assert.rejects(Program.start(file), /wanted another port, which is taken[^]*the port is written into the program/);
    holder.close();
  });

  test('an empty variable counts as unset, and PORT=0 is any free port', async () => {
    const program = await launch(cluster, { env: { PORT: '0', WEB_CONCURRENCY: '' } });
    await program.end();
    assert.equal(program.start.state, 'elsewhere');
  });
});
