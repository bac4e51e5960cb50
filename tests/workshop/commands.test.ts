import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { suite } from '#workshop/suite.ts';
import { type Lesson, allLessons, solutionOf, starterOf } from '#workshop/lessons.ts';
import { leasePort } from '#workshop/program/ports.ts';
import { type CourseCopy, copyCourse } from './course-copy.ts';
import { until } from './until.ts';

// The commands as a learner types them, without a terminal.

const lesson = allLessons().find(({ slug }) => slug === 'one-worker-per-cpu') as Lesson;
const number = String(lesson.number);

function fresh(): CourseCopy & { file: string; progress: () => { passed: Record<string, { stars: string[] }> } } {
  const course = copyCourse();
  after(() => course.remove());
  const progress = () =>
    JSON.parse(readFileSync(join(course.folder, '.every-core/progress.json'), 'utf8')) as ReturnType<ReturnType<typeof fresh>['progress']>;
  return { ...course, file: join(course.folder, 'lessons', lesson.folder, lesson.file), progress };
}

suite('at the keyboard, without a terminal:', () => {
  test('npm test N fails on the starter, passes on the solution, and notes it', async () => {
    const { run, file, progress, folder } = fresh();
    const before = await run('test', [number]);
    assert.equal(before.code, 1);
    assert.match(
      before.stdout,
      /✖ WEB_CONCURRENCY says how many workers[^]*expected[^]*saw[^]*So[^]*Read .*README\.md#build · npm run hint/,
    );
    assert.match(before.stdout, /5 checks to go/);
    cpSync(solutionOf(lesson), file);
    const passed = await run('test', [], { INIT_CWD: join(folder, 'lessons', lesson.folder) });
    assert.deepEqual([passed.code, passed.stderr], [0, '']);
    assert.match(passed.stdout, new RegExp(`Lesson ${number} is done`));
    assert.equal(progress().passed[lesson.slug]?.stars.length, 1);
    cpSync(starterOf(lesson), file);
    await run('test', [lesson.slug]);
    assert.equal(progress().passed[lesson.slug], undefined);
  });

  test('a lesson that does not exist, or has no server to run, is told in a sentence', async () => {
    const { run } = fresh();
    for (const command of ['test', 'app', 'hint', 'reset', 'solution', 'start', 'race']) {
      const { code, stderr, stdout } = await run(command, ['99']);
      assert.equal(code, 1, command);
      assert.match(stderr, /There is no lesson "99"[^]*one-worker-per-cpu/, command);
      assert.equal(stdout, '');
    }
    const noServer = await run('app', ['load-comparison']);
    assert.match(noServer.stderr, /^The program of lesson \d+ is no server\. Run it with: npx tsx lessons\/\S+compare\.ts\n$/);
    const unnamed = await run('hint');
    assert.match(unnamed.stderr, /^Which lesson\?/);
    const option = await run('call', ['--nothing']);
    assert.match(option.stderr, /^Unknown option '--nothing'\.\n/);
    assert.match((await run('call', ['--help'])).stdout, /^npm run call/);
    assert.match((await run('reset', ['1', '2', '--yes'])).stderr, /^"2" means nothing here\.\nnpm run reset/);
  });

  test('npm run call where nobody listens: told what to start', async () => {
    const { run } = fresh();
    const lease = await leasePort(); // free, and nobody else takes it meanwhile
    for (const words of [[], ['/', '/slow'], ['/', '--times', '3', '--at-once'], ['--who']]) {
      const { code, stderr } = await run('call', [...words, '--port', String(lease.port)]);
      assert.match(
        stderr,
        new RegExp(`^Nothing listens on port ${lease.port}\\. Start a program first, in another terminal: npm run app 1\n$`),
      );
      assert.equal(code, 1);
    }
    lease.release();
  });

  test('npm run app ends with 1 if its program is killed, and with 0 if it was asked to stop', async () => {
    const { run, folder } = fresh();
    const running = join(folder, '.every-core/running');
    for (const [signal, wanted] of [
      ['SIGKILL', 1],
      ['SIGTERM', 0],
    ] as const) {
      const lease = await leasePort();
      const app = run('app', ['1', '--solution', '--port', String(lease.port)]);
      await until(
        () => existsSync(running) && readdirSync(running).length > 0,
        () => 'npm run app to begin',
      );
      const [command] = readdirSync(running);
      const { stdout } = await run('call', ['--port', String(lease.port)]);
      const program = /process (\d+)/.exec(stdout)?.[1];
      process.kill(Number(signal === 'SIGKILL' ? program : command), signal);
      assert.equal((await app).code, wanted, signal);
      lease.release();
    }
  });

  test('npm start lists the lessons, names the next one, checks it, and ends', async () => {
    const { run, file, folder } = fresh();
    const { code, stdout, stderr } = await run('start');
    assert.deepEqual([code, stderr], [0, '']);
    for (const { slug } of allLessons()) assert.ok(stdout.includes(slug));
    assert.match(stdout, /Lesson 1 is next:\n {2}Read {3}lessons\/01-.*\n {2}Edit {3}lessons\/01-.*\n {2}Check {2}npm test 1/);
    assert.match(stdout, /✖/);
    cpSync(solutionOf(lesson), file);
    writeFileSync(join(folder, '.every-core/progress.json'), '{ "version": 1, "passed"');
    const rebuilt = await run('start', [number]);
    assert.match(rebuilt.stdout, /No progress is noted, so the lessons are checked again[^]*1 of 1: .*one-worker-per-cpu/);
    assert.match(rebuilt.stdout, /Lesson \d is done\. A primary process/);
    const again = await run('start', ['--check-all']);
    assert.match(again.stdout, /Checking every lesson that you have changed/);
  });

  test('npm run hint gives one more at each call, and then the way to the solution', async () => {
    const { run, file } = fresh();
    for (const shown of [1, 2, 3, 3]) {
      const { stdout } = await run('hint', [number]);
      assert.equal(stdout.match(/^Hint \d of 3/gm)?.length, shown);
      assert.equal(stdout.includes('npm run solution'), shown === 3);
    }
    cpSync(solutionOf(lesson), file);
    assert.match((await run('hint', [number])).stdout, /Every check of lesson \d+ passes/);
  });

  test('npm run reset keeps a copy, asks where it can, and brings back a file that is gone', async () => {
    const { run, file, folder } = fresh();
    assert.match((await run('reset', [number])).stdout, /is the starter already/);
    writeFileSync(file, '// mine\n');
    const unasked = await run('reset', [number]);
    assert.deepEqual([unasked.code, readFileSync(file, 'utf8')], [1, '// mine\n']);
    assert.match(unasked.stderr, /add -- --yes/);
    const { stdout } = await run('reset', [number, '--yes']);
    assert.equal(readFileSync(file, 'utf8'), readFileSync(starterOf(lesson), 'utf8'));
    const backup = /kept in (\S+)/.exec(stdout)?.[1] ?? '';
    assert.match(backup, /^\.every-core\/backups\/\d\d-one-worker-per-cpu\/\d{4}-\d\d-\d\dT[\d.-]+Z-app\.ts$/);
    assert.equal(readFileSync(join(folder, backup), 'utf8'), '// mine\n');
    rmSync(join(folder, 'lessons', lesson.folder), { recursive: true });
    await run('reset', [number, '--yes']);
    assert.ok(existsSync(file));
    assert.equal(readdirSync(join(folder, '.every-core/backups', lesson.folder)).length, 1);
  });

  test('npm run solution shows the differences', async () => {
    const { run, file } = fresh();
    const { stdout } = await run('solution', [number], { FORCE_COLOR: '1' });
    assert.ok(stdout.includes("\u001B[32m+import cluster from 'node:cluster';"));
    cpSync(solutionOf(lesson), file);
    assert.match((await run('solution', [number])).stdout, /is the worked answer, letter by letter/);
  });

  test('npm run doctor tells what the machine has', async () => {
    const { stdout, code } = await fresh().run('doctor');
    assert.equal(code, 0);
    for (const name of ['Node', 'cores', 'default policy', 'port 3000', 'nginx', 'iptables', 'unshare', 'nsenter', 'ip', 'own network'])
      assert.match(stdout, new RegExp(`^[✔!–] ${name} `, 'm'));
    const bare = await fresh().run('doctor', [], { PATH: '' });
    for (const line of bare.stdout.match(/.*not found.*/g) ?? [])
      assert.match(line, /^! \w+ +not found, needed for [\w-]+: .* are skipped there: .*install/);
    assert.match(bare.stdout, /^[✔!] own network +can(’t)? be had, needed for [\w-]+/m);
  });

  test('npm run race needs a cluster, and takes turns', async () => {
    const { run, file, progress } = fresh();
    assert.match((await run('race')).stderr, /has no workers yet/);
    cpSync(solutionOf(lesson), file);
    const { stdout, stderr } = await run('race', ['--seconds', '1']);
    assert.match(
      stdout,
      /one process .*\d+\nyour cluster .*\d+\n\n\d+ answers from one process, \d+ from your cluster of \d+: \d\.\d\d times as many/,
      stderr,
    );
    assert.match(JSON.stringify(progress()), /In the race/);
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace(
        'createServer(answer)',
        'createServer((_request, response) => void response.writeHead(404).end())',
      ),
    );
    assert.match(
      (await run('race', ['--seconds', '1'])).stderr,
      /^\/work\?ms=5 was not answered each time by lessons\/02-\S+: \d+ × status 404\.\n$/,
    );
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, 'const broken = ;\n');
    assert.match((await run('race')).stderr, /a syntax error in/);
  });
});
