import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { balancersOf } from '#workshop/compare/balancers.ts';
import { type Contender, allContenders } from '#workshop/compare/contender.ts';
import { measure } from '#workshop/compare/measure.ts';
import { ownContender } from '#workshop/compare/own.ts';
import type { Result } from '#workshop/compare/result.ts';
import { median } from '#workshop/compare/statistics.ts';
import { table } from '#workshop/compare/table.ts';
import { findLesson, root, solutionOf } from '#workshop/lessons.ts';
import { cleanEnvironment } from '#workshop/program/environment.ts';
import { Output } from '#workshop/program/output.ts';
import { processesWith } from '#workshop/program/processes.ts';
import { nodeOptionsFor } from '#workshop/program/source.ts';
import { suite } from '#workshop/suite.ts';
import { runCommand } from '../course-copy.ts';
import { until } from '../until.ts';

// Comparisons from start to end, with turns that are much too short to be believed.

const linux = process.platform === 'linux';
const stand = fileURLToPath(new URL('stand-in.mjs', import.meta.url));

function standIn(name: string, wait: number, fault = '', role: Contender['role'] = 'contender'): Contender {
  return {
    name,
    what: `answers after ${wait} ms`,
    role,
    async start(place) {
      const port = await place.lease();
      await place.run(process.execPath, [stand], { env: { PORT: String(port), WAIT: String(wait), FAULT: fault }, ready: /^listening$/m });
      return { port };
    },
  };
}

const workload = { name: 'waiting', what: '', path: '/', keepAlive: true };
const settings = { quick: true, processes: 1, rounds: 6, seconds: 0.12, connections: 4, hashRounds: 10_000 };

const balancers = solutionOf(findLesson('balancers-compared'));
const contenders = [...(await allContenders()).map(({ contender }) => contender), ...(await balancersOf(balancers))];

suite('compare: whole runs', () => {
  test('servers whose speed is known come out in the right order; what is unfit gets no verdict, with the reason', async () => {
    const steps: string[] = [];
    const result = await measure({
      contenders: [
        standIn('one process', 20, '', 'baseline'),
        standIn('control', 20, '', 'control'),
        standIn('half as fast', 40),
        standIn('four times as fast', 5),
        standIn('failing', 5, 'errors'),
        standIn('dying', 5, 'dies'),
        standIn('another body', 5, 'body'),
        standIn('another header', 5, 'header'),
        ownContender('gone=node nowhere.js'),
        ownContender('not there="there is no such program"'),
        { ...standIn('missing', 5), missing: () => 'it is not installed: install it' },
      ],
      workloads: [workload],
      settings,
      seed: 1,
      signal: new AbortController().signal,
      onProgress: ({ stage, contender }) => void steps.push(`${stage}, ${contender}`),
    });
    const cell = (name: string) => result.cells.find(({ contender }) => contender === name) ?? assert.fail(name);
    const rate = (name: string) => median(cell(name).turns.map((turn) => turn.rate));
    assert.ok(rate('half as fast') < rate('one process') && rate('one process') < rate('four times as fast'));
    for (const [name, verdict] of Object.entries({ 'half as fast': 'slower', 'four times as fast': 'faster' })) {
      const { verdict: said, why } = cell(name);
      if (said === 'not measurable')
        assert.match(why ?? '', /busy elsewhere|the control/); // this machine is what it is
      else assert.equal(said, verdict);
    }
    assert.match(cell('failing').why ?? '', /^\d+ requests to it failed$/);
    assert.match(cell('dying').why ?? '', /^\d+ requests to it failed/);
    assert.equal(cell('another body').why, 'its body has other bytes');
    assert.equal(cell('another header').why, 'its answer has one more header, x-other');
    for (const name of ['failing', 'dying', 'another body', 'another header'])
      assert.deepEqual([cell(name).verdict, cell(name).ratio], ['not measurable', undefined]);
    assert.deepEqual(
      result.skipped.map(({ contender }) => contender),
      ['gone', 'not there', 'missing'],
    );
    assert.match(result.skipped[0]?.why ?? '', /ended, with exit code 1/);
    assert.match(result.skipped[1]?.why ?? '', /ENOENT/);
    assert.equal(result.complete, true);
    const orders = [0, 1, 2, 3, 4, 5].map((round) => {
      const turns = result.cells.flatMap(({ contender, turns }) => turns.map((turn) => ({ contender, ...turn })));
      return turns.filter((turn) => turn.round === round).sort((a, b) => a.place - b.place);
    });
    for (const order of orders)
      assert.deepEqual(
        order.map(({ place }) => place),
        [0, 1, 2, 3, 4, 5],
      );
    const names = orders.map((order) => order.map(({ contender }) => contender).join());
    assert.ok(new Set(names).size > 1, 'all rounds have the same order');
    assert.ok(steps.some((step) => /^waiting: round 6 of 6, dying$/.test(step)));
    const told = table(result);
    assert.match(told, /^not measurable: another body: its body has other bytes$/m);
    assert.match(told, /^– missing was left out: it is not installed: install it$/m);
    assert.match(told, /^four times as fast +[\d.–]+ /m);
  });

  test('without one process there is no comparison', async () => {
    const broken: Contender = { ...standIn('one process', 1, '', 'baseline'), missing: () => 'it is not there' };
    const signal = new AbortController().signal;
    const plan = { contenders: [broken], workloads: [workload], settings, seed: 1, signal, onProgress: () => {} };
    await assert.rejects(measure(plan), /^Error: Without one process nothing can be compared: it is not there$/);
  });

  // All contenders that this machine has, once through everything.
  const run = runOnce(() =>
    runCommand('compare', ['--quick', '--json', '--workload', 'wait', '--rounds', '1', '--seed', '7', '--balancers', balancers], {
      WEB_CONCURRENCY: '2',
    }),
  );
  for (const { name, role } of contenders) {
    test(`${name}: answers as one process does, from all its processes, and every answer is counted`, { timeout: 120_000 }, async (t) => {
      const { stdout, stderr, code } = await run();
      assert.equal(code, 0, stderr);
      const { cells, skipped, seed } = JSON.parse(stdout) as Result;
      assert.equal(seed, 7);
      const skip = skipped.find((one) => one.contender === name);
      if (skip) return t.skip(skip.why);
      const cell = cells.find((one) => one.contender === name) ?? assert.fail('it was not measured');
      const [turn] = cell.turns;
      assert.ok(turn && turn.answered > 0);
      assert.deepEqual([turn.failed, turn.timeouts, turn.connections], [0, 0, 16]);
      assert.equal(
        turn.shares.reduce((sum, share) => sum + share, 0),
        turn.answered,
      );
      assert.equal(turn.shares.length, role === 'contender' ? 2 : 1);
      if (role === 'contender') assert.match(cell.why ?? '', /^1 round of 6 that are needed$/);
      if (linux) assert.ok((turn.memoryMB ?? 0) > 20 && turn.cpuPerAnswer !== undefined);
      return undefined;
    });
  }

  test('what was asked for and makes no sense is told in a sentence', async () => {
    const faults: [args: string[], told: RegExp, env?: Record<string, string>][] = [
      [[], /^WEB_CONCURRENCY must be a whole number from 1 to 999, and is "two"/, { WEB_CONCURRENCY: 'two' }],
      [['--only', 'apache'], /^--only knows no "apache"\. These are there: one-process, control, cluster-none/],
      [['--workload', 'none'], /^--workload knows no "none"\. These are there: trivial, trivial-fresh, cpu/],
      [['--rounds', '0'], /^--rounds must be a whole number from 1/],
      [['--html', 'nowhere/page.html'], /^--html: there is no folder nowhere\.$/m],
      [['--html', 'workshop/page.html'], /^--html: there is no folder workshop\.$/m, { INIT_CWD: tmpdir() }], // from where npm was called
      [['--balancers', 'none.ts'], /^--balancers: there is no file none\.ts\.$/m],
      [
        ['--balancers', 'solutions/01-single-server/app.ts'],
        /^--balancers: solutions\/01-single-server\/app\.ts has to export the functions/,
      ],
      [['--contender', 'mine'], /^--contender is a name and a command/],
      [['--contender', 'control=node a.js'], /^There is a contender named "control" already/],
    ];
    for (const [args, told, env] of faults) {
      const { code, stdout, stderr } = await runCommand('compare', args, env);
      assert.deepEqual([code, stdout], [1, '']);
      assert.match(stderr, told);
    }
  });

  const few = ['--only', 'cluster-none', '--workload', 'wait'];
  const ends: [name: string, args: string[], signal: NodeJS.Signals, stage: RegExp][] = [
    ['Ctrl-C while it measures', ['--quick', ...few, '--rounds', '100'], 'SIGINT', /round 3 of/],
    ['Ctrl-C while it starts', ['--quick'], 'SIGINT', /starting/],
    ['kill -9 while all are up', ['--quick', '--only', 'nginx,iptables,pm2', '--workload', 'wait'], 'SIGKILL', /round 1 of/],
  ];
  for (const [name, args, signal, stage] of ends) {
    test(`${name}: nothing is left${signal === 'SIGINT' ? ', and what there is so far is given' : ''}`, { skip: !linux }, async () => {
      const mark = `EVERY_CORE_TEST=${randomUUID()}`;
      const temporary = mkdtempSync(join(tmpdir(), 'cmp-'));
      const file = join(root, 'workshop/commands/compare.ts');
      const child = spawn(process.execPath, [...nodeOptionsFor(file), file, '--json', ...args], {
        env: { ...cleanEnvironment(), EVERY_CORE_TEST: mark.slice(16), TMPDIR: temporary, NODE_DISABLE_COMPILE_CACHE: '1' },
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const [stdout, stderr] = [new Output(child.stdout), new Output(child.stderr)];
      const closed = once(child, 'close');
      await new Promise<void>((resolve, reject) => {
        child.stderr.on('data', () => stage.test(stderr.text) && resolve());
        child.once('close', () => reject(new Error(stderr.text)));
      });
      process.kill(-(child.pid as number), signal);
      const [code] = (await closed) as [number | null];
      await until(
        () => processesWith(mark).length === 0,
        () => `these to end: ${processesWith(mark)}`,
      );
      assert.deepEqual(readdirSync(temporary), []);
      rmSync(temporary, { recursive: true });
      if (signal === 'SIGKILL') return;
      assert.equal(code, 130);
      const { complete, cells } = JSON.parse(stdout.text) as Result;
      assert.equal(complete, false);
      if (stage.test('round 3 of'))
        assert.ok(cells.every(({ turns, why }) => turns.length >= 2 && (why === undefined || /^\d+ rounds of 6/.test(why))));
    });
  }
});

/** Runs it when it is first asked for, once. */
function runOnce<T>(run: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => (result ??= run());
}
