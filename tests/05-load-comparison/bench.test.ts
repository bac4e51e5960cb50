import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import http from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Report } from '#given/bench.ts';
import { sendLoad } from '#given/bench/load.ts';
import { table } from '#given/bench/table.ts';
import { isMain } from '#given/is-main.ts';
import { suite } from '#workshop/suite.ts';
import { root } from '#workshop/lessons.ts';
import { cleanEnvironment } from '#workshop/program/environment.ts';
import { newMark, temporaryFolder } from '#workshop/program/guardian.ts';
import { Output } from '#workshop/program/output.ts';
import { killProcess, processesWith } from '#workshop/program/processes.ts';
import { nodeOptionsFor } from '#workshop/program/source.ts';

// The given part of the lesson: contenders are started, waited for, and ended on every path. The learner's checks don't judge it.

const compare = join(root, 'solutions/05-load-comparison/compare.ts');
const clusterFile = join(root, 'solutions/02-one-worker-per-cpu/app.ts');
const cluster = `node ${nodeOptionsFor(clusterFile).join(' ')} "${clusterFile}"`;
const server = `node -e "require('node:http').createServer((q, r) => r.end()).listen(process.env.PORT, '127.0.0.1')"`;
const short = ['--seconds', '0.05', '--connections', '2'];

/** Runs compare.ts to its end, and tells what it left running. The mark has the guardian end all of it, should this process be killed. */
async function run(args: readonly string[], meanwhile: (pid: number, mine: string) => Promise<unknown> = async () => {}) {
  temporaryFolder();
  const run = newMark();
  const env = { ...cleanEnvironment(), EVERY_CORE_RUN: run };
  const child = spawn(process.execPath, [...nodeOptionsFor(compare), compare, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  try {
    const [stdout, stderr] = [new Output(child.stdout), new Output(child.stderr)];
    const closed = once(child, 'close');
    await meanwhile(child.pid as number, run);
    const [code] = (await closed) as [number | null];
    return { code, stdout: stdout.text, stderr: stderr.text, left: await survivors(run) };
  } finally {
    for (const pid of processesWith(run)) killProcess(pid);
  }
}

/** Who is still there two seconds later. One that is killed is gone a moment afterwards, and no event tells when: it is nobody's child by then. */
async function survivors(mark: string): Promise<number[]> {
  const deadline = performance.now() + 2_000;
  let left = processesWith(mark);
  while (left.length > 0 && performance.now() < deadline) {
    await sleep(5);
    left = processesWith(mark);
  }
  return left;
}

suite('the bench', () => {
  test('load-comparison: two commands are started, measured and ended, with all their processes', async () => {
    const { code, stdout, left } = await run([cluster, server, '--path', '/', '--control', ...short]);
    assert.equal(code, /^No verdict/m.test(stdout) ? 1 : 0); // on a busy machine so short a turn may go by without an answer
    assert.match(stdout, /round +order +A: req\/s +B: req\/s +B \/ A +again \/ A\n( +[1-6] +(A B|B A)( +[\d.–]+){4}\n){6}/);
    assert.match(stdout, /^median of B \/ A: [\d.–]+, the rounds from [\d.–]+ to [\d.–]+\nmedian of again \/ A: /m);
    assert.deepEqual(left, []);
  });

  test('load-comparison: Ctrl-C in the middle ends everything', { skip: process.platform !== 'linux' }, async () => {
    const { code, left } = await run([cluster, server, '--path', '/'], async (pid, mine) => {
      const deadline = performance.now() + 10_000;
      while (processesWith(mine).length < 4 && performance.now() < deadline) await sleep(5); // compare.ts, a server, a primary, a worker
      assert.ok(processesWith(mine).length >= 4);
      process.kill(pid, 'SIGINT');
    });
    assert.deepEqual({ code, left }, { code: 130, left: [] });
  });

  const refusals: [name: string, args: string[], stderr: RegExp][] = [
    [
      'a program that ends at once',
      [server, 'node nowhere.js'],
      /^node nowhere\.js ended before it answered, with exit code 1: Error.*nowhere\.js.*\n$/,
    ],
    ['a program that is not there', ['there-is-no-such-program', server], /^there-is-no-such-program can't be started: .*ENOENT\.\n$/],
    [
      'a program that never listens',
      ['node -e "setInterval(() => {}, 1000)"', server, '--wait', '0.3'],
      /never answered: no answer from http:.* within 0\.3 s\. Does it listen on PORT\?\n$/,
    ],
    [
      'a URL where nobody listens',
      ['http://127.0.0.1:1', server],
      /^http:\/\/127\.0\.0\.1:1 does not answer: nothing serves at http:.*\n$/,
    ],
    ['one contender', [server], /^A comparison takes two contenders/],
    ['an option that is not there', ['--turns', '3'], /^Unknown option '--turns'\.\n/],
    ['no seconds', ['--seconds', '0'], /^--seconds must be a number above 0 and below 1000, and is "0"\.\n$/],
    ['no rounds', ['--rounds', '0'], /^--rounds must be a whole number from 1 to 999, and is "0"\.\n$/],
    ['a path without a slash', ['--path', 'work'], /^A path begins with a slash/],
    ['https', ['https://127.0.0.1', server], /is no http:\/\/ URL\.\n$/],
  ];
  for (const [name, args, expected] of refusals) {
    test(`load-comparison: ${name}: told in a word, exit code 1, nothing left`, async () => {
      const { code, stdout, stderr, left } = await run(args);
      assert.match(stderr, expected);
      assert.deepEqual({ code, stdout, left }, { code: 1, stdout: '', left: [] });
    });
  }

  test('load-comparison: the words of a verdict', () => {
    const report: Report = {
      contenders: { A: 'a', B: 'b' },
      path: '/',
      connections: 10,
      seconds: 1,
      rounds: [{ order: ['A', 'B'], A: 100, B: 50, ratio: 0.5, control: undefined }],
      median: 0.5,
      least: 0.5,
      most: 0.5,
      control: undefined,
      failed: 0,
      generator: 0.123,
      verdict: 'slower',
    };
    assert.match(table(report), /used 12% of a core\n\nVerdict: B is slower\. It answered 0\.50 times as many requests a second as A\.$/);
    assert.match(table({ ...report, verdict: 'no difference shown' }), /\nVerdict: no difference shown\.$/);
    const vetoed = { ...report, control: { median: 0.9, least: 0.8, most: 0.95 }, verdict: 'no difference shown' as const };
    assert.match(table(vetoed), /\nVerdict: no difference shown\. The control, A against itself, differs too\.$/);
    assert.match(table({ ...report, verdict: 'no verdict' }), /\nNo verdict: 1 round is too few\.$/);
    assert.match(table({ ...report, verdict: 'no verdict', failed: 3 }), /\nNo verdict: 3 requests failed\.$/);
  });

  test('load-comparison: requests that are lost with their connection count as failed', async () => {
    const closing = http.createServer((_request, response) => response.setHeader('Connection', 'close').end());
    const deaf = createServer((socket) => socket.destroy());
    for (const server of [closing, deaf]) {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { failed } = await sendLoad(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, 2, 0.5); // so long that something is sent on a busy machine too
      server.close();
      assert.ok(failed > 0);
    }
  });

  test(
    'load-comparison: a file is known to be the one that was started, also through a link',
    { skip: process.platform === 'win32' },
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'every-core-'));
      const [started] = process.argv.splice(1, 1, join(folder, 'link.ts'));
      try {
        assert.equal(isMain({ filename: compare } as ImportMeta), false); // what was started is gone
        symlinkSync(compare, join(folder, 'link.ts'));
        assert.equal(isMain({ filename: compare } as ImportMeta), true);
        assert.equal(isMain(import.meta), false);
      } finally {
        process.argv.splice(1, 1, started as string);
        rmSync(folder, { recursive: true });
      }
    },
  );
});
