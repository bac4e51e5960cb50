import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from '#workshop/suite.ts';
import { findLesson, root, solutionOf } from '#workshop/lessons.ts';
import { leasePort } from '#workshop/program/ports.ts';
import { Program } from '#workshop/program/program.ts';
import { originOf, processesWith } from '#workshop/program/processes.ts';
import { copyCourse } from '../workshop/course-copy.ts';
import { written } from '../workshop/scratch.ts';

// A PM2 of the course keeps to its own home, and ends with whoever started it.

const lesson = findLesson('pm2');
const onLinux = process.platform === 'linux' ? false : 'only Linux tells the environment of a process, by which what is left is found';

suite('PM2', () => {
  test('leaves the home of the person alone, and removes its own', async () => {
    const person = mkdtempSync(join(tmpdir(), 'ec-'));
    const program = await Program.start(solutionOf(lesson), { env: { WEB_CONCURRENCY: '1', HOME: person, USERPROFILE: person } });
    try {
      const { code, text } = await program.pm2('list');
      assert.equal(code, 0);
      assert.match(text, /every-core/);
    } finally {
      await program.end();
    }
    assert.equal(existsSync(program.home as string), false);
    assert.deepEqual(readdirSync(person), []);
    rmSync(person, { recursive: true });
  });

  test('npm run pm2 speaks to the one of npm run app, and starts none where none runs', async () => {
    const course = copyCourse();
    const alone = await course.run('pm2', ['list']);
    assert.equal(alone.code, 1);
    assert.match(alone.stderr, /npm run app 10/);
    const lease = await leasePort();
    const app = course.run('app', ['pm2', '--solution', '--workers', '1', '--port', String(lease.port)]);
    await until(() => existsSync(join(course.folder, '.every-core', 'running')), 'npm run app to begin');
    const { code, stdout } = await course.run('pm2', ['list']);
    assert.equal(code, 0);
    assert.match(stdout, /every-core.*cluster.*online/);
    assert.equal((await course.run('pm2', ['kill'])).code, 0);
    assert.equal((await app).code, 0);
    lease.release();
    course.remove();
  });

  test('what it runs may hold what cannot be erased, and is told where it fails before it listens', async () => {
    const [kept, ecosystem] = ['app.mts', lesson.file].map((name) => readFileSync(solutionOf(lesson, name), 'utf8'));
    const file = written('ecosystem.config.mjs', ecosystem as string);
    const start = (line: string) => {
      written('app.mts', `${line}\n${kept}`);
      return Program.start(file, { env: { WEB_CONCURRENCY: '1' } });
    };
    await (await start('enum Answer { Yes = 42 }')).end();
    await assert.rejects(start('const answer: = 42;'), /a syntax error in .*app\.mts, line 1/);
    await assert.rejects(start("throw new Error('oh');"), /worker \d+ ended[^]*Error: oh\n[^]*look at .*app\.mts, line 1\./);
    await assert.rejects(start('process.exit(3);'), /worker \d+ ended with exit code 3[^]*process\.exit\(3\)/);
  });

  test('nothing of it is left after kill -9 of a run', { skip: onLinux }, async () => {
    const mark = `EVERY_CORE_TEST=${randomUUID()}`;
    const [name = '', value] = mark.split('=');
    const course = copyCourse();
    const env = { ...process.env, EVERY_CORE_ROOT: course.folder, [name]: value };
    const npm = spawn('npm', ['test', String(lesson.number)], { cwd: root, detached: true, stdio: 'ignore', env });
    const ended = once(npm, 'exit');
    const ofPm2 = () => {
      const homes = new Set(processesWith('PM2_HOME='));
      return processesWith(mark).filter((pid) => homes.has(pid));
    };
    await until(() => ofPm2().length > 1, 'PM2 to start a process');
    const all = ofPm2();
    const runner = all.map((pid) => originOf(pid)?.parent ?? pid).find((parent) => !all.includes(parent));
    process.kill(runner ?? assert.fail('nobody started it'), 'SIGKILL');
    await ended;
    await until(() => processesWith(mark).length === 0, 'all of it to end');
    course.remove();
  });
});

/** The start and the end of somebody else's child are no events: this looks until something is so, for two minutes at most. */
async function until(isSo: () => boolean, what: string): Promise<void> {
  for (const end = performance.now() + 120_000; !isSo(); await sleep(20)) assert.ok(performance.now() < end, `waited in vain for ${what}`);
}
