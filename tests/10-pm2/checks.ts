import { readFileSync, readdirSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { check, dear, star } from '#workshop/checks.ts';
import { count, list } from '#workshop/failure.ts';
import type { Seen } from '#workshop/program/census.ts';
import type { Program } from '#workshop/program/program.ts';
import { forked, serving, tellCounts } from '../cluster.ts';
import { tellFailed } from '../09-zero-downtime-reload/reloads.ts';
import { byPm2, forks, gateOf, instancesUnlessTold, keptBy, listed, patienceOf, reloaded, wanted } from './reloaded.ts';

const several = byPm2(wanted);
const one = byPm2(1);

export const checks = [
  check('PM2 keeps as many processes as WEB_CONCURRENCY says, and all of them answer on one port', several, async (program) => {
    await expectOnline(program);
    const answers = await program.askTimes(2 * wanted, '/', 'one by one');
    if (new Set(answers.map(({ pid }) => pid)).size !== wanted)
      throw program.failure({ expected: `${count(wanted, 'process')} to answer`, saw: tellCounts(program, answers), so: forks });
    const instances = await instancesUnlessTold(program);
    if (Number(instances) === availableParallelism()) return;
    program.note('read the ecosystem file without WEB_CONCURRENCY');
    throw program.failure({
      expected: `instances to be ${availableParallelism()}, as os.availableParallelism() says`,
      saw: instances,
      so: /^\w*Error/.test(instances)
        ? 'that line only runs where WEB_CONCURRENCY is not set, and fails then. What it calls has to be imported.'
        : instances === String(cpus().length + 1) // see instances.mjs
          ? 'those are the CPUs of the machine, and here this process may not use all: os.cpus() counts each, os.availableParallelism() those that are left to it.'
          : 'where nobody says how many, there is to be one for each CPU that this process may use: Number(…) || os.availableParallelism().',
    });
  }),

  dear(
    check('a process is online for PM2 when it listens, and no sooner', one, async (program) => {
      const { atGate, gone, waitsForReady } = await reloaded(program);
      program.note('had the new process wait for a while before it listens');
      if (gone.length === 0 && atGate.every((status) => status === 'launching')) return;
      throw program.failure({
        expected: 'pm2 list to call the new process launching, and the old ones to serve',
        saw: gone.length > 0 ? `it was taken for ready, and process ${list(gone)} had to leave` : `it calls it ${list(atGate)}`,
        so: waitsForReady
          ? 'PM2 was told "ready" too early. Tell it when the server listens: in the callback of listen.'
          : 'PM2 doesn’t wait for the word, so a process is online for it as soon as it runs: look at wait_ready.',
      });
    }),
  ),

  dear(
    check('no request fails during a reload, neither on fresh connections nor on those that are kept', one, async (program) => {
      const { before, patience, kept, lost, loads } = await reloaded(program);
      const ended = before.map((pid) => program.census.processes.get(pid)).filter((seen) => seen !== undefined);
      const failed = tellFailed(loads);
      const wordless = kept.filter((client) => !client.saidGoodbye && !client.isOld && !lost.includes(client));
      if (failed.length === 0 && lost.length === 0 && wordless.length === 0) return;
      await program.until(() => ended.every(({ exit }) => exit)); // PM2 hears of it a moment after its clients
      throw program.failure({
        expected: 'each request to be answered, and one more on each connection that was idle',
        saw: [
          failed.length > 0 && `${loads.reduce((sum, { answered }) => sum + answered, 0)} were answered; the others: ${list(failed)}`,
          lost.length > 0 && `${count(lost.length, 'idle connection')} closed without another answer`,
          wordless.length > 0 && 'answers of a process that was told to leave, and goes on as ever',
          ended.length > 0 && `of the old processes ${list(ended.map(tellEnd))}`,
        ]
          .filter(Boolean)
          .join('; '),
        so: whyLost(ended, patience),
      });
    }),
  ),

  dear(
    check(
      'a process that PM2 has leave answers what is in flight first, however long it takes, and ends with exit code 0',
      one,
      async (program) => {
        const { workers } = program;
        const patience = await patienceOf(program);
        let [told, waits] = await keptBy(program, 2);
        const state = { over: false };
        const command = program.pm2('stop', 'every-core').finally(() => (state.over = true));
        while ((await told?.ask()) && !told?.saidGoodbye && !state.over) {
          [told, waits] = [waits, told]; // each of them is asked: none grows old
          await sleep(50);
        }
        program.note('asked for /slow?ms=1800 when it had been told');
        const isOld = waits?.isOld;
        const answered = (await waits?.ask('/slow?ms=1800')) || isOld;
        await command;
        await program.until(() => program.workers.length === 0);
        const lost = !answered;
        const left = [...program.census.processes.values()].filter(({ pid, exit }) => workers.includes(pid) && exit);
        const well = left.length > 0 && left.every(({ exit }) => exit?.code === 0);
        if (!lost && well) {
          if (patience > quiet) return;
          throw program.failure({
            expected: `PM2 to wait for more than ${quiet} ms`,
            saw: `kill_timeout is ${patience}`,
            so: 'PM2 waits for kill_timeout milliseconds, 1,600 unless told, and then it kills. A client that keeps its connection, and says nothing, is waited for that long: five seconds of the keep-alive timeout, and one until Node looks.',
          });
        }
        throw program.failure({
          expected: 'each request to be answered, and exit code 0',
          saw: `${lost ? 'one that was hung up on' : 'answers'}; the process that had to leave ${list(left.map(tellEnd)) || 'is one that PM2 has not forked'}`,
          so:
            lost && well
              ? 'it closed a connection on which a request was on its way: drain() does that, and exit(), and server.close(). retire() waits for one more.'
              : left.some(({ exit }) => exit?.signal === 'SIGKILL')
                ? whyKilled(patience)
                : 'a process leaves when its last connection is closed, and nothing is amiss then.',
        });
      },
    ),
  ),

  dear(
    star(
      'a process that ends at its start, again and again, is given up after a few times, with a wait before each',
      several,
      async (program) => {
        const before = forked(program).length;
        const fresh = () => forked(program).slice(before);
        const load = program.load('/', { clients: 1 });
        gateOf(program).open('it throws before it listens');
        program.note('had a process more end before it listens');
        await program.pm2('scale', 'every-core', String(serving(program).length + 1));
        const givenUp = () => program.lines.some((line) => line.includes('too many unstable restarts'));
        const isOver = () => givenUp() || fresh().length > most;
        for (let turn = 0; turn < 12 && !(await program.until(isOver)); turn++); // five seconds each: a start may take as long
        await load.stop();
        gateOf(program).open();
        // How long it waited can't be seen on a busy machine, on which each start takes long: PM2 tells.
        const waits =
          program.lines.some((line) => /will restart in [1-9]/.test(line)) ||
          (await listed(program)).some(({ pm2_env }) => Number(pm2_env.restart_delay) > 0);
        if (givenUp() && waits) return;
        throw program.failure({
          expected: `it to be started again at most ${most - 1} times, with a wait before each, and to be errored then`,
          saw: `${count(fresh().length, 'start')}, ${givenUp() ? 'each at once after the end of the one before' : 'and no end of it'}`,
          so: givenUp()
            ? 'a process that can’t start keeps a CPU busy from those that serve. Let the waits grow: exp_backoff_restart_delay.'
            : 'PM2 gives up after max_restarts early ends, 16 unless told. An end is early within min_uptime milliseconds of the fork, 1,000 unless told: a slow start alone takes longer.',
          read: 'go-further',
        });
      },
    ),
  ),

  star('one log holds what all processes say, and each of its lines tells when', several, async (program) => {
    const folder = join(program.home as string, 'logs');
    let logs = readdirSync(folder)
      .filter((name) => name.includes('-out'))
      .map((name) => join(folder, name));
    if (logs.length === 0) logs = [...new Set((await listed(program)).map(({ pm2_env }) => pm2_env.pm_out_log_path))];
    const lines = logs.flatMap((log) => readFileSync(log, 'utf8').split('\n')).filter(Boolean);
    const timeless = lines.find((line) => !/^\S*\d+[-:/.]\d+.* /.test(line));
    if (logs.length === 1 && lines.length > 0 && timeless === undefined) return;
    throw program.failure({
      expected: 'one file, each line of which begins with its time',
      saw: logs.length > 1 ? `${logs.length} files` : timeless === undefined ? 'a log without a line' : JSON.stringify(timeless),
      so:
        logs.length > 1
          ? 'each process has a log of its own, named by its number: look at merge_logs.'
          : 'with a line from each of them in turn, one wants to know when: look at log_date_format.',
      read: 'go-further',
    });
  }),
];

/** How long a client may keep a connection to a process that leaves, and say nothing, in ms. */
const quiet = 6_000;

/** A process that can’t start may be started so often. */
const most = 8;

/** So many processes are there, and PM2 calls each of them online. */
async function expectOnline(program: Program): Promise<void> {
  const { workers } = program;
  if (workers.length === wanted) return;
  const all = await listed(program);
  const launching = all.some(({ pm2_env }) => pm2_env.status === 'launching');
  throw program.failure({
    expected: `${count(wanted, 'process')}: WEB_CONCURRENCY says ${wanted}`,
    saw: launching
      ? `${count(workers.length, 'process')} so far, and PM2 still waits for it to be ready`
      : workers.length === 0 && all.length > 0
        ? `${count(all.length, 'process')} in fork mode`
        : count(workers.length, 'process'),
    so: launching
      ? 'it waits for the word "ready", and nothing says it: process.send(\'ready\'), when the server listens.'
      : workers.length === 0 && all.length > 0
        ? forks
        : 'the number comes from somewhere else: instances is what PM2 looks at, and only your file can take it from process.env.WEB_CONCURRENCY.',
    ...(all.length === 0 ? program.death() : undefined),
  });
}

function tellEnd({ pid, exit }: Seen): string {
  if (!exit) return `${pid} is still there`;
  return `${pid} ${exit.signal ? `was ended by ${exit.signal}` : `ended with exit code ${exit.code}`}`;
}

/** What it means that PM2 killed a process for which it had so much patience, in ms. */
const whyKilled = (patience: number): string =>
  `PM2 killed it after ${patience} milliseconds: ${
    patience < 1_000
      ? 'kill_timeout is in those, and not in seconds.'
      : 'that is kill_timeout, 1,600 unless told. Your slowest request needs its time, and a client that keeps its connection five seconds and one more.'
  }`;

/** Why requests failed, from how the old processes ended. */
function whyLost(ended: readonly Seen[], patience: number): string {
  const signals = ended.map(({ exit }) => exit?.signal);
  if (signals.includes('SIGKILL') && patience < 5_000) return whyKilled(patience);
  if (signals.includes('SIGINT')) {
    return 'PM2 sends SIGINT, and who doesn’t listen for that signal is ended by it, whatever is in flight.';
  }
  if (ended.some(({ exit }) => exit?.code)) return 'an old process failed as it left: its last words say how.';
  return 'a client that keeps its connection was hung up on, or never told to go. retire() lets each of them have one more answer, and ends the process after the last. So no process.exit(), and no server.close().';
}
