import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { suite } from '#workshop/suite.ts';
import { type Lesson, allLessons, root } from '#workshop/lessons.ts';
import { Output } from '#workshop/program/output.ts';
import { originOf, processesWith } from '#workshop/program/processes.ts';
import { nodeOptionsFor } from '#workshop/program/source.ts';
import { copyCourse } from './course-copy.ts';
import { until } from './until.ts';

// Whatever ends a run, nothing that it started goes on: no process, no folder.

const skip = process.platform === 'linux' ? false : 'only Linux tells the environment of a process, by which what is left is found';

const [lesson] = allLessons() as [Lesson];

suite('nothing is left running after', { skip }, () => {
  const ways: Record<string, (npm: ChildProcess, runner: number) => void> = {
    'Ctrl-C, which reaches the whole group': ({ pid = 0 }) => process.kill(-pid, 'SIGINT'),
    'kill -9 of the runner': (_npm, runner) => process.kill(runner, 'SIGKILL'),
    'kill -9 of npm': (npm) => npm.kill('SIGKILL'),
    'kill of npm': (npm) => npm.kill('SIGTERM'),
  };
  for (const [name, interrupt] of Object.entries(ways)) {
    test(name, async () => {
      const mark = `EVERY_CORE_TEST=${randomUUID()}`;
      const course = copyCourse();
      writeFileSync(join(course.folder, 'lessons', lesson.folder, lesson.file), 'for (;;);\n'); // so the run is in its middle for seconds
      const npm = start(mark, { EVERY_CORE_ROOT: course.folder });
      const ended = once(npm, 'exit');
      await until(
        () => watched(mark).length > 0,
        () => 'a program to be started',
      );
      const [program = 0] = watched(mark);
      const runner = originOf(program)?.parent ?? assert.fail('the program has no parent');
      interrupt(npm, runner);
      await ended;
      await until(
        () => processesWith(mark).length === 0,
        () => `these to end: ${processesWith(mark)}`,
      );
      course.remove();
    });
  }

  test('kill -9 between the start of a program and telling the guardian of it', async () => {
    const file = fileURLToPath(new URL('untold.mjs', import.meta.url));
    const workshop = spawn(process.execPath, [...nodeOptionsFor(file), file], { stdio: ['ignore', 'pipe', 'inherit'] });
    const told = new Output(workshop.stdout);
    await once(workshop, 'close');
    const pid = Number(told.text);
    assert.ok(pid > 1);
    await until(
      () => originOf(pid) === undefined,
      () => `process ${pid} to end`,
    );
  });

  test('a run that comes to its end, and no file of it stays in the temporary folder', async () => {
    const mark = `EVERY_CORE_TEST=${randomUUID()}`;
    const folder = mkdtempSync(join(tmpdir(), 'ending-'));
    await once(start(mark, { TMPDIR: folder, NODE_DISABLE_COMPILE_CACHE: '1' }), 'exit'); // npm's own cache is no file of the run
    await until(
      () => processesWith(mark).length === 0,
      () => 'the guardian to end',
    );
    assert.deepEqual(readdirSync(folder), []);
    rmSync(folder, { recursive: true });
  });
});

/** `npm test 1`, in a process group of its own. */
function start(mark: string, env: Record<string, string> = {}): ChildProcess {
  const [name = '', value] = mark.split('=');
  return spawn('npm', ['test', String(lesson.number)], {
    cwd: root,
    detached: true,
    stdio: 'ignore',
    env: { ...process.env, ...env, [name]: value },
  });
}

/** The watched programs that carry the mark. */
const watched = (mark: string) => {
  const programs = new Set(processesWith('EVERY_CORE_RUN='));
  return processesWith(mark).filter((pid) => programs.has(pid));
};
