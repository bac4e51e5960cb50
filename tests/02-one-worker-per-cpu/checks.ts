import os from 'node:os';
import { type Starter, check, star } from '#workshop/checks.ts';
import { count } from '#workshop/failure.ts';
import type { Program } from '#workshop/program/program.ts';
import { cluster, countByPid, expectHonestPids, expectWorkers, forked, tellCounts } from '../cluster.ts';

const cores = os.availableParallelism();
const oneMore = cluster({ WEB_CONCURRENCY: String(cores + 1) });
const unset = cluster();
const single = cluster({ WEB_CONCURRENCY: '1' });

export const checks = [
  check('WEB_CONCURRENCY says how many workers the primary forks', oneMore, async (program, start) => {
    const forks = forked(program).length;
    const so = forks > 0 && forks !== cores + 1 ? await explainCount(forks, program, start) : undefined;
    expectWorkers(program, cores + 1, `WEB_CONCURRENCY says ${cores + 1}`, so);
  }),

  check('unless told, it forks one worker per core', unset, async (program) => {
    const forks = forked(program).length;
    const so =
      forks > cores
        ? 'more workers than cores only take turns on them. Take workerCount as it is.'
        : 'a core without a worker stays idle, and the primary needs none of its own. Take workerCount as it is.';
    expectWorkers(
      program,
      cores,
      `this process may use ${count(cores, 'core')} (os.availableParallelism())`,
      forks === 0 ? undefined : so, // so far nothing is known of the number
    );
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
        so:
          answered.length > 1
            ? 'the primary listens too, or nothing tells primary and worker apart: look at cluster.isPrimary.'
            : program.workers.length > 0
              ? 'the server stands in the primary’s branch, and the workers have none.'
              : 'one process does everything: nothing calls cluster.fork().',
      });
    }
    if (answered.length < cores + 1) {
      throw program.failure({ expected, saw, so: 'a worker is there and never listens on the port that all share.' });
    }
    for (const [path, wanted] of [
      ['/nothing', 404],
      ['/slow?ms=0', 200],
    ] as const) {
      const { status } = await program.ask(path);
      if (status === wanted) continue;
      const so = 'the routes of single-server are gone: the handler is `answer` from #given/answer.ts.';
      throw program.failure({ expected: `status ${wanted} for ${path}`, saw: `status ${status}`, so });
    }
  }),

  check('with WEB_CONCURRENCY=1 the one worker answers, not the primary', single, async (program) => {
    const special =
      forked(program).length === 0
        ? 'one worker is no special case: the primary forks it, and only forks, as with many.'
        : 'one worker is enough if WEB_CONCURRENCY says so: take workerCount as it is.';
    expectWorkers(program, 1, 'WEB_CONCURRENCY says 1', special);
    const answer = await program.ask('/');
    expectHonestPids(program, [answer]);
    if (answer.pid === program.workers[0]) return;
    const saw = `pid ${program.name(answer.pid ?? 0)}, answered`;
    throw program.failure({
      expected: 'the one worker to answer',
      saw,
      so: 'with one worker the primary serves too, and need not: it only forks, as with many.',
    });
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
    const [victim = 0, next = 0, ...others] = program.workers;
    await expectToldOnce(program, victim, 'SIGKILL');
    expectHonestPids(program, await program.askTimes(others.length + 1, '/', 'one by one'));
    await expectToldOnce(
      program,
      next,
      'SIGTERM',
      'the first one that ended was told of: cluster.once hears one event, cluster.on all of them.',
    );
  }),
];

/** What another number of forks than WEB_CONCURRENCY says comes from. One more start tells, with another number. */
async function explainCount(forks: number, program: Program, start: Starter): Promise<string> {
  const told = cores === 1 ? 3 : 2;
  const then = forked(await start({ ...program.env, WEB_CONCURRENCY: String(told) })).length;
  if (then === forks) {
    return `it is ${forks} with WEB_CONCURRENCY=${told} too: the number comes from somewhere else than workerCount.`;
  }
  const off = then - told;
  return off === forks - (cores + 1)
    ? `it is always ${Math.abs(off)} ${off > 0 ? 'too many' : 'too few'}, whatever WEB_CONCURRENCY says. Count the loop again: where does it begin, and when does it end?`
    : 'the number follows WEB_CONCURRENCY, and not as it should: fork once for each of workerCount.';
}

/**
 * Kills a worker. The primary says so, once.
 * @param silence what it means that nothing at all is said, where that is known
 */
async function expectToldOnce(program: Program, victim: number, signal: NodeJS.Signals, silence?: string): Promise<void> {
  const before = program.lines.length;
  await program.kill(victim, signal);
  const how = process.platform === 'win32' ? 1 : signal; // Windows has no signals: a killed process ends with code 1
  const line = `Worker ${victim} ended (${how})`;
  const expected = `the line "${line}" once`;
  if (!(await program.until(() => program.lines.includes(line)))) {
    const written = program.lines.slice(before);
    throw program.failure({
      expected,
      saw: `nothing of it; its last line is "${program.lines.at(-1)}"`,
      so: (written.length === 0 && silence) || explainEnding(written.join('\n'), victim),
      read: 'go-further',
    });
  }
  await program.rest();
  const told = program.lines.filter((written) => written === line).length;
  if (told === 1) return;
  const so = 'two listeners hear of it: cluster and the worker itself both emit the event. One of them is enough.';
  throw program.failure({ expected, saw: `it stands there ${count(told, 'time')}`, so, read: 'go-further' });
}

/** Why the line about a worker that ended is missing, from what was written since. */
function explainEnding(written: string, victim: number): string {
  if (/\bnull\b/.test(written))
    return 'whoever is ended by a signal has no exit code: it is null then. Take the signal, and the code if there is none.';
  if (/\bundefined\b.*SIG|\[object/.test(written)) return 'the pid is not there: it is worker.process.pid that holds it.';
  if (/\bundefined\b/.test(written)) return "that event brings neither a code nor a signal. 'exit' does, once the worker has ended.";
  if (/SIG/.test(written) && !written.includes(String(victim)))
    return 'another number stands there than the pid of the worker: worker.process.pid.';
  return /SIG|end|exit|die/i.test(written)
    ? 'somebody hears of it, and the line differs. Compare letter by letter.'
    : 'nobody hears of a worker that ends: cluster emits an event for it in the primary.';
}

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
  throw program.failure({ expected: `the line "${line}" ${count(times, 'time')}`, saw, so: `${why}. ${explainLine(program.lines, line)}` });
}

/** Why a line is not there, from what is. */
function explainLine(lines: readonly string[], line: string): string {
  const [word = ''] = line.split(' ');
  const like = lines.filter((written) => written.trim().toLowerCase().startsWith(word.toLowerCase()));
  if (like.length === 0) return `No line begins with "${word}": nothing writes it, or its output goes nowhere.`;
  if (like.some((written) => written.includes('${'))) return '${…} is only filled in between backticks.';
  const shape = (text: string) => text.trim().replace(/\d+/, '…');
  return like.some((written) => shape(written) === shape(line))
    ? `The words are right, and ${word === 'Forking' ? 'a number is not' : 'the number is not process.pid of who says it'}.`
    : 'Compare letter by letter.';
}
