import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { missingNginx } from '#workshop/compare/nginx.ts';
import { installed } from '#workshop/compare/programs.ts';
import { findLesson, root } from '#workshop/lessons.ts';
import { originOf, processesWith } from '#workshop/program/processes.ts';
import { suite } from '#workshop/suite.ts';
import { copyCourse } from '../workshop/course-copy.ts';
import { until } from '../workshop/until.ts';

// nginx, namespaces, rules and files: whatever ends the checks, the machine is as it was.

const skip = process.platform !== 'linux' ? 'only Linux tells which processes there are' : (missingNginx() ?? false);

const lesson = findLesson('balancers-compared');

suite('balancers-compared leaves nothing, and the rules of the machine as they were, after', { skip }, () => {
  const ways: Record<string, (npm: ChildProcess, runner: number) => unknown> = {
    'the end of its checks': () => {},
    'Ctrl-C': ({ pid = 0 }) => process.kill(-pid, 'SIGINT'),
    'kill -9 of its checks': (_npm, runner) => process.kill(runner, 'SIGKILL'),
  };
  for (const [name, interrupt] of Object.entries(ways)) {
    test(name, async () => {
      const before = rulesOfTheMachine();
      const mark = `EVERY_CORE_TEST=${randomUUID()}`;
      const course = copyCourse(); // the learner's own file may be anything
      const folder = mkdtempSync(join(tmpdir(), 'left-'));
      const npm = start(mark, { EVERY_CORE_ROOT: course.folder, TMPDIR: folder });
      const ended = once(npm, 'exit');
      await until(
        () => processesIn(folder).length > 0,
        () => 'an nginx to be started',
      );
      const family = processesIn(folder).map((pid) => ({ pid, started: originOf(pid)?.started })); // a worker alone has another title
      interrupt(npm, originOf(family[0]?.pid ?? 0)?.parent ?? assert.fail('nginx has no parent'));
      await ended;
      const orphans = () =>
        family.flatMap(({ pid, started }) => (started !== undefined && originOf(pid)?.started === started ? [pid] : []));
      const left = () => [...processesWith(mark), ...processesIn(folder), ...orphans()];
      await until(
        () => left().length === 0,
        () => `these to end: ${left()}`,
      );
      assert.deepEqual(readdirSync(folder), []);
      assert.equal(rulesOfTheMachine(), before);
      rmSync(folder, { recursive: true });
      course.remove();
    });
  }
});

/** `npm test 12`, in a process group of its own. */
function start(mark: string, env: Record<string, string>): ChildProcess {
  const [name = '', value] = mark.split('=');
  return spawn('npm', ['test', String(lesson.number)], {
    cwd: root,
    detached: true,
    stdio: 'ignore',
    env: { ...process.env, NODE_DISABLE_COMPILE_CACHE: '1', ...env, [name]: value },
  });
}

/** Those that work in a folder, or were told of it, and their children. (nginx writes its title over its environment, and so over any mark.) */
function processesIn(folder: string): number[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  const told = all.filter((pid) => pid !== process.pid && commandOf(pid).includes(`nginx`) && commandOf(pid).includes(folder));
  return [...told, ...all.filter((pid) => told.includes(originOf(pid)?.parent ?? 0))];
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return ''; // gone
  }
}

/** Empty where they can't be read. */
function rulesOfTheMachine(): string {
  const { stdout } = spawnSync(installed('iptables-save') ?? 'iptables-save', { encoding: 'utf8' });
  return (stdout ?? '').replace(/^#.*\n/gm, '').replace(/\[\d+:\d+\]/g, ''); // without the hour, and what the rules have counted
}
