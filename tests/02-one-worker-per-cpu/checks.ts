import os from 'node:os';
import { check, star } from '#workshop/checks.ts';
import { count } from '#workshop/failure.ts';
import type { Program } from '#workshop/program/program.ts';
import { cluster, countByPid, expectHonestPids, expectWorkers, tellCounts } from '../cluster.ts';

const cores = os.availableParallelism();
const oneMore = cluster({ WEB_CONCURRENCY: String(cores + 1) });
const unset = cluster();
const single = cluster({ WEB_CONCURRENCY: '1' });

export const checks = [
  check('WEB_CONCURRENCY says how many workers the primary forks', oneMore, async (program) => {
    expectWorkers(program, cores + 1, `WEB_CONCURRENCY says ${cores + 1}`);
  }),

  check('unless told, it forks one worker per core', unset, async (program) => {
    expectWorkers(program, cores, `this process may use ${count(cores, 'core')} (os.availableParallelism())`);
  }),

  check('every worker answers on the shared port, and the primary answers nothing', oneMore, async (program) => {
    const answers = await program.askTimes(10 * (cores + 1), '/', 'one by one');
    expectHonestPids(program, answers);
    const answered = countByPid(answers).map(([pid]) => pid);
    const expected = `${count(cores + 1, 'process')} to answer, all of them workers`;
    const saw = `${count(answered.length, 'process')} answered: ${tellCounts(program, answers)}`;
    if (answered.includes(program.pid)) {
      throw program.failure({
        expected,
        saw,
        so: 'the primary listens too, or nothing tells primary and worker apart: look at cluster.isPrimary.',
      });
    }
    if (answered.length < cores + 1) {
      throw program.failure({ expected, saw, so: 'a worker is there and never listens on the port that all share.' });
    }
  }),

  check('with WEB_CONCURRENCY=1 the one worker answers, not the primary', single, async (program) => {
    expectWorkers(program, 1, 'WEB_CONCURRENCY says 1');
    const answer = await program.ask('/');
    expectHonestPids(program, [answer]);
    if (answer.pid === program.workers[0]) return;
    const saw = `pid ${program.name(answer.pid ?? 0)}, answered`;
    throw program.failure({ expected: 'the one worker to answer', saw, so: 'a single worker is a special case somewhere. It needs none.' });
  }),

  check('each process says on its output what it is', oneMore, async (program) => {
    expectLine(program, `Primary ${program.pid} is running`, 1, 'the primary says it once, and only the primary');
    for (let i = 1; i <= cores + 1; i++) expectLine(program, `Forking process number ${i}...`, 1, 'the primary counts from 1');
    for (const pid of program.workers) expectLine(program, `Worker ${pid} started...`, 1, 'each worker says it once it listens');
    for (const [line, times, why] of [
      [
        'Primary … is running',
        1,
        'only the primary says it, and every process runs this file: what stands outside the if, all of them say',
      ],
      ['Worker … started...', program.workers.length, 'only the workers say it: what stands outside the else, the primary says too'],
    ] as const) {
      const found = program.lines.filter((written) => written.replace(/\d+/, '…').trim() === line);
      if (found.length === times) continue;
      const saw = `it stands there ${count(found.length, 'time')}:\n${found.map((text) => `  ${text}`).join('\n')}`;
      throw program.failure({ expected: `the line "${line}" ${count(times, 'time')}`, saw, so: `${why}.` });
    }
  }),

  star('when a worker is killed, the primary says so and the others go on', oneMore, async (program) => {
    const [victim = 0, ...others] = program.workers;
    await program.kill(victim);
    const how = process.platform === 'win32' ? 1 : 'SIGKILL'; // Windows has no signals: a killed process ends with code 1
    const line = `Worker ${victim} ended (${how})`;
    if (!(await program.until(() => program.lines.includes(line)))) {
      throw program.failure({
        expected: `the line "${line}"`,
        saw: `nothing of it; its last line is "${program.lines.at(-1)}"`,
        so: program.lines.some((written) => /SIGKILL|end|exit|die/i.test(written))
          ? 'somebody hears of it, and the line differs. Compare letter by letter.'
          : 'nobody hears of a worker that ends: cluster emits an event for it in the primary.',
        read: 'go-further',
      });
    }
    const answers = await program.askTimes(others.length, '/', 'one by one');
    expectHonestPids(program, answers);
  }),
];

function expectLine(program: Program, line: string, times: number, why: string): void {
  const found = program.lines.filter((written) => written.trim() === line).length;
  if (found === times) return;
  const written =
    program.lines.length > 0
      ? `\n${program.lines
          .slice(0, 12)
          .map((text) => `  ${text}`)
          .join('\n')}`
      : ' nothing at all';
  const saw = found === 0 ? `it wrote:${written}` : `it stands there ${count(found, 'time')}:${written}`;
  throw program.failure({ expected: `the line "${line}" ${count(times, 'time')}`, saw, so: `${why}. Compare letter by letter.` });
}
