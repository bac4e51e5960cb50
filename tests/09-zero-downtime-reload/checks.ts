import { setTimeout as sleep } from 'node:timers/promises';
import { check, star } from '#workshop/checks.ts';
import { count, list } from '#workshop/failure.ts';
import type { Seen } from '#workshop/program/census.ts';
import { sendAndLeave } from '#workshop/program/clients.ts';
import type { Load } from '#workshop/program/load.ts';
import type { Program } from '#workshop/program/program.ts';
import { expectWorkers, forked, serving } from '../cluster.ts';
import { Kept, comes, heard, isReplaced, tellFailed } from './reloads.ts';
import { type Gate, deploy, deployed, gateOf, greets, hangs, neverAnswers, throws, waitsAt } from './versions.ts';

// No deadline of the program is met by a program that is right, unless a check is about it.
const patient = { SHUTDOWN_TIMEOUT: '60000', START_TIMEOUT: '60000' };
const startTimeout = 1_000;
const pair = deployed({ WEB_CONCURRENCY: '2', ...patient });
const watched = deployed({ WEB_CONCURRENCY: '2', ...patient });
const broken = deployed({ WEB_CONCURRENCY: '2', SHUTDOWN_TIMEOUT: '60000', START_TIMEOUT: String(startTimeout) });
const shutdownTimeout = 1_000;
const hurried = deployed({ WEB_CONCURRENCY: '1', SHUTDOWN_TIMEOUT: String(shutdownTimeout), START_TIMEOUT: '60000' });
const queued = deployed({ WEB_CONCURRENCY: '1', ...patient });
const late = deployed({ WEB_CONCURRENCY: '1', ...patient });
const stopped = deployed({ WEB_CONCURRENCY: '2', ...patient });

export const checks = [
  check('SIGHUP replaces each worker once, and the new ones run what service.ts holds then', pair, async (program) => {
    expectWorkers(program, 2, 'WEB_CONCURRENCY says 2');
    const before = serving(program);
    deploy(program, 'that greets with "Hola"', greets('Hola'));
    program.signal('SIGHUP');
    await expectReplaced(program, before);
    for (const { text } of await program.askTimes(2, '/', 'one by one')) {
      if (text.startsWith('Hola')) continue;
      throw program.failure({
        expected: '"Hola", from the new version',
        saw: JSON.stringify(text.trim()),
        so: oldCode,
      });
    }
  }),

  check('one at a time, and all the old ones serve until the new one listens', watched, async (program) => {
    expectWorkers(program, 2, 'WEB_CONCURRENCY says 2');
    const gate = await gateOf(program);
    const clients = await clientsOf(program);
    const old = program.workers.map((pid) => program.census.processes.get(pid)).filter((seen) => seen !== undefined);
    deploy(program, 'whose workers take long until they listen', waitsAt(gate, 'Hola'));
    program.signal('SIGHUP');
    await reach(program, gate, 1);
    await expectAlive(program);
    const leaving: string[] = [];
    for (const client of clients) {
      const answered = await client.ask();
      if (answered && client.saidGoodbye)
        leaving.push(`worker ${client.worker} says on its answers that they are the last ones (Connection: close)`);
      else if (!answered && !client.isOld) leaving.push(`worker ${client.worker} has closed its connections`);
    }
    // On a slow machine its clients may have kept their connections for too long to tell.
    leaving.push(...old.filter(({ told }) => told > 0).map(({ pid }) => `worker ${pid} was told something`));
    if (leaving[0] !== undefined) {
      throw program.failure({
        expected: 'all old workers to serve as ever while the new one does not listen yet',
        saw: leaving[0],
        so: 'an old one was told to leave too early, and one fewer serves now. First the new one listens, then the old one is told: wait for "listening". ("fork" and "online" come before the worker has run its file.)',
      });
    }
    expectOneStarted(program, gate);
  }),

  check('each client that keeps its connection gets one more answer, which says Connection: close', watched, async (program) => {
    program.note('sent SIGHUP as before, and let the new workers listen');
    const gate = await gateOf(program);
    const clients = await clientsOf(program);
    await expectAlive(program);
    expectOneStarted(program, gate);
    const before = serving(program);
    for (let turn = 1; turn <= before.length; turn++) {
      for (const client of clients) if (!client.saidGoodbye) await client.ask(); // now they are idle for a while, and not for long
      gate.letThrough();
      await comes(program, () => serving(program).filter((pid) => !before.includes(pid)).length >= turn);
      await heard(program);
      if (!(await expectGoodbye(program, clients))) {
        await program.rest();
        if (!(await expectGoodbye(program, clients))) break; // told by expectReplaced
      }
      if (turn < before.length) await reach(program, gate, turn + 1);
    }
    await expectReplaced(program, before, forked(program).length - 1);
  }),

  check('no request fails during a reload, neither on fresh connections nor on those that are kept', pair, async (program) => {
    await expectAlive(program);
    const before = serving(program);
    const known = forked(program).length;
    const few = { clients: 2, most: 4_000 };
    const loads = [program.load('/slow?ms=10', few), program.load('/slow?ms=10', { ...few, keepAlive: true })];
    const all = () => Promise.all(loads.map((load) => load.answers(10)));
    try {
      await all();
      program.signal('SIGHUP');
      await comes(program, () => isReplaced(program, before));
      await expectAlive(program);
      await all();
    } finally {
      await Promise.all(loads.map((load) => load.stop()));
    }
    await expectReplaced(program, before, known);
    expectNoneLost(program, loads);
  }),

  check(
    'a new version that ends at its start, or never listens, is given up with a line, and the old workers stay',
    broken,
    async (program) => {
      expectWorkers(program, 2, 'WEB_CONCURRENCY says 2');
      deploy(program, 'that throws at its start', throws);
      await expectGivenUp(program, (fresh) => fresh.some(({ alive }) => !alive));
      deploy(program, 'that never listens', hangs);
      await expectGivenUp(program, (fresh) => fresh.length > 0, startTimeout + 100);
    },
  ),

  star('an old worker that takes longer than SHUTDOWN_TIMEOUT is cut off', hurried, async (program) => {
    const before = serving(program);
    deploy(program, 'that never answers', neverAnswers);
    program.signal('SIGHUP');
    await expectReplaced(program, before);
    const old = serving(program);
    await hold(program, '/');
    deploy(program, 'that greets with "Hola"', greets('Hola'));
    program.signal('SIGHUP');
    const fresh = () => serving(program).filter((pid) => !old.includes(pid));
    if (await comes(program, () => fresh().length > 0)) {
      const [next = 0] = fresh();
      await heard(program); // from now on the primary counts
      await sleep(shutdownTimeout + 100);
      await heard(program); // its timers that were due have run by now
      const stays = () => program.workers.some((pid) => old.includes(pid));
      await program.until(() => !stays());
      await program.rest();
      if (!fresh().includes(next)) {
        throw program.failure({
          expected: `worker ${next}, which is new, to serve on`,
          saw: `it was cut off after ${shutdownTimeout} ms${stays() ? ', and the old one was not' : ''}`,
          so: 'when the time is over, the new one is among workers(), and in the slot. Cut off the one that was told to retire, and no other: cutOff(old).',
          read: 'go-further',
        });
      }
      if (stays()) {
        throw program.failure({
          expected: `worker ${list(old)} to be cut off after ${shutdownTimeout} ms`,
          saw: 'it is still there, with the request in flight',
          so: 'a stream, or a client that reads slowly, keeps an old worker for ever, and after each reload there is one more. "drain" and kill() only ask. When shutdownTimeout is over, cutOff(old).',
          read: 'go-further',
        });
      }
    }
    await expectReplaced(program, old, 2);
  }),

  star('SIGHUP during a reload is no second reload beside it: when it is done, there is one more', queued, async (program) => {
    const gate = await gateOf(program);
    const [before = 0] = program.workers;
    deploy(program, 'whose workers take long until they listen', waitsAt(gate, 'Hola'));
    program.signal('SIGHUP');
    await reach(program, gate, 1);
    await expectAlive(program);
    deploy(program, 'that greets with "Ciao"', greets('Ciao'));
    for (let time = 0; time < 2; time++) {
      program.signal('SIGHUP');
      await heard(program);
    }
    await program.rest();
    const parallel = forked(program).length - 2;
    if (parallel > 0) {
      throw program.failure({
        expected: 'nobody else to be started while the first new worker does not listen yet',
        saw: `${count(parallel, 'more worker')}: a second reload runs beside the first`,
        so: 'two reloads at once start two workers for one place, and retire whoever they find there. Remember that one is under way, and that another one is wanted.',
        read: 'go-further',
      });
    }
    gate.open();
    await comes(program, () => isReplaced(program, [before]) && forked(program).length >= 3);
    await program.rest();
    const answer = await program.ask('/');
    if (!answer.text.startsWith('Ciao')) {
      throw program.failure({
        expected: '"Ciao" from the version that was there at the last SIGHUP',
        saw: JSON.stringify(answer.text.trim()),
        so: 'what came during the reload is forgotten, and the file had changed since the worker was started: begin once more when the reload is done.',
        read: 'go-further',
      });
    }
    const reloads = forked(program).length - 1;
    if (reloads === 2) return;
    throw program.failure({
      expected: 'two reloads: the one under way, and one more for both signals',
      saw: `${reloads} reloads`,
      so: 'each signal is counted. The reload after this one starts later than all of them, and brings whatever they wanted: a yes or no is enough.',
      read: 'go-further',
    });
  }),

  star('SIGTERM during a reload wins: nobody else is started, and it ends with exit code 0', stopped, async (program) => {
    const gate = await gateOf(program);
    deploy(program, 'whose workers take long until they listen', waitsAt(gate, 'Hola'));
    program.signal('SIGHUP');
    await reach(program, gate, 1);
    program.signal('SIGHUP'); // now another one is wanted
    await heard(program);
    const known = forked(program).length;
    const over = () => program.census.alive.length === 0;
    const more = () => forked(program).length - known;
    const newcomer = forked(program).at(-1);
    const leave = await hold(program, '/slow?ms=10000'); // an old worker stays when the new one leaves
    program.signal('SIGTERM');
    await heard(program);
    gate.open();
    await comes(program, () => over() || more() > 0 || newcomer?.exit !== undefined);
    await heard(program);
    await leave();
    await comes(program, () => over() || more() > 0);
    if (more() > 0) {
      throw program.failure({
        expected: 'nobody to be started after SIGTERM',
        saw: `${count(more(), 'more worker')}`,
        so: 'the reload goes on while everything leaves. After each wait, look at `stopping` before you go on, or begin once more.',
        read: 'go-further',
      });
    }
    const exit = over() ? await program.ended() : undefined;
    if (exit?.code === 0) return;
    throw program.failure({
      expected: 'it to end with exit code 0',
      saw: exit
        ? `${exit.signal ? `it was ended by ${exit.signal}` : `it ended with exit code ${exit.code}`}`
        : `it goes on: ${list(program.census.alive.map(({ pid }) => program.name(pid)))}`,
      so: exit
        ? 'nothing failed: the new worker served nobody yet, so its end, however it came, loses nothing.'
        : program.workers.length > 0
          ? 'the new worker was too young to hear that everybody leaves. Tell it when it listens, or end it.'
          : 'nobody is left, and the primary waits for something: for a new worker that is gone?',
      read: 'go-further',
    });
  }),

  star('an old worker that is still starting leaves too, once it listens', late, async (program) => {
    const gate = await gateOf(program);
    const [victim = 0] = program.workers;
    deploy(program, 'whose workers take long until they listen', waitsAt(gate, 'Hola'));
    await program.kill(victim);
    await reach(program, gate, 1);
    const [old = 0] = program.workers;
    const known = forked(program).length;
    program.note(`worker ${old} has come for it, and does not listen yet`);
    deploy(program, 'that greets with "Ciao"', greets('Ciao'));
    program.signal('SIGHUP');
    await comes(program, () => serving(program).length > 0);
    await program.rest();
    program.note(`let worker ${old} listen`);
    gate.open();
    await comes(program, () => isReplaced(program, [old]));
    await program.rest();
    if (serving(program).length > 1 && serving(program).includes(old)) {
      throw program.failure({
        expected: 'one worker: the new one',
        saw: `${count(serving(program).length, 'worker')} that serve: the old one was told to leave and is there`,
        so: 'what is told to a worker before it listens is lost: nothing in it hears that yet. So it serves beside its successor until it is cut off, with all that it has in flight. Tell it once more when it listens.',
        read: 'go-further',
      });
    }
    await expectReplaced(program, [old], known);
  }),

  star('a worker of the new version that dies is replaced too', pair, async (program) => {
    const [victim = 0] = program.workers;
    await program.kill(victim);
    const back = await comes(program, () => serving(program).length === 2);
    if (back) return;
    throw program.failure({
      expected: '2 workers again after one was killed',
      saw: count(program.workers.length, 'worker'),
      so: 'the workers of the start have successors when they die, and those of a reload don’t: `fill` puts a worker into a slot and watches over it.',
      read: 'go-further',
    });
  }),
];

const oldCode =
  'the new worker runs old code. Each process reads the file anew, so something keeps what it once was: import it in the workers, and there only.';

/** Waits until so many workers of the new version have come to the gate, and all is quiet. */
async function reach(program: Program, gate: Gate, wanted: number): Promise<void> {
  let here = false;
  const came = gate.came(wanted).then(() => (here = true));
  await Promise.race([came, comes(program, () => here)]);
  await program.rest();
}

/**
 * Has a request in flight, for as long as its client stays.
 * @returns has the client go away
 */
async function hold(program: Program, path: string): Promise<() => Promise<void>> {
  await heard(program); // whoever answered has reported all requests before
  const { requests } = program.census;
  let leave = () => {};
  const left = sendAndLeave(program.port, path, new Promise<void>((resolve) => (leave = resolve)));
  program.note(`asked for ${path}`);
  await program.until(() => program.census.requests > requests);
  return () => {
    leave();
    return left;
  };
}

const kept = new WeakMap<Program, Kept[]>();

/** Clients that keep their connections: under round robin two at each of two workers. */
async function clientsOf(program: Program): Promise<Kept[]> {
  const clients = kept.get(program) ?? [];
  if (clients.length > 0) return clients;
  kept.set(program, clients);
  for (let client = 0; client < 4; client++) clients.push(await Kept.open(program));
  program.note('asked for / on 4 connections and kept them');
  return clients;
}

async function expectAlive(program: Program, so = 'something in the program ends it.'): Promise<void> {
  if (program.census.processes.get(program.pid)?.alive) return;
  const exit = await program.ended();
  const heardBefore = forked(program).length > Number(program.env['WEB_CONCURRENCY']);
  throw program.failure({
    saw: 'it has ended',
    ...program.death(),
    expected: 'the program to go on, with a worker in each place',
    so,
    ...(exit?.signal === 'SIGHUP' ? { saw: 'the primary was ended by SIGHUP', so: hangups[heardBefore ? 'again' : 'never'] } : {}),
  });
}

/** What it means that SIGHUP ended the primary, once it has been heard and when it never was. */
const hangups = {
  again: 'the first SIGHUP made a reload, and the next one ends the program: process.once listens once. process.on listens each time.',
  never: "SIGHUP comes to the primary, and who doesn’t listen for a signal is ended by it: process.on('SIGHUP', …), in the primary.",
};

function expectOneStarted(program: Program, { arrivals }: Gate): void {
  if (arrivals === 1) return;
  const started = forked(program).length - 2;
  throw program.failure({
    expected: 'one new worker that has not come to listen yet',
    saw:
      arrivals > 1
        ? `${arrivals} of them`
        : started > 0
          ? `${count(started, 'worker')} that did not run the new service.ts`
          : 'no new worker',
    so:
      arrivals > 1
        ? 'all at once need twice the memory, and all CPUs are busy with starting while clients wait: wait for each before you begin with the next one.'
        : started > 0
          ? oldCode
          : 'SIGHUP is heard, and nothing calls fork().',
  });
}

/**
 * Asks on each connection that has not had its last answer.
 * @returns whether one has had it now
 */
async function expectGoodbye(program: Program, clients: readonly Kept[]): Promise<boolean> {
  let goodbyes = 0;
  for (const client of clients.filter(({ saidGoodbye }) => !saidGoodbye)) {
    const answered = await client.ask();
    if (client.saidGoodbye || (!answered && client.isOld)) goodbyes++;
    if (answered || client.isOld) continue;
    const seen = program.census.processes.get(client.worker);
    await program.until(() => seen?.exit !== undefined); // its connections are closed a moment before its parent hears of its end
    const killed = seen?.exit?.signal;
    throw program.failure({
      expected: 'an answer on each connection that is kept, after its worker was told to leave',
      saw: `worker ${client.worker} ${killed ? `was ended by ${killed}` : 'had closed the connection while it was idle'}`,
      so: killed
        ? 'who is killed answers nobody: neither what is in flight nor what is on its way. Tell it to retire, and it leaves by itself.'
        : 'a request may be on its way while the server closes: its client gets an error. That is what "drain" does, and SIGTERM and disconnect() too. Told to "retire", a worker answers once more on each connection.',
    });
  }
  return goodbyes > 0;
}

/** Each of these workers has left, and one that serves has come for each. So many had been forked before. */
async function expectReplaced(program: Program, before: readonly number[], known = before.length): Promise<void> {
  await comes(program, () => isReplaced(program, before));
  await program.rest();
  if (isReplaced(program, before)) return;
  await expectAlive(program);
  const fresh = forked(program).slice(known);
  const left = program.workers.filter((pid) => before.includes(pid));
  const now = program.workers.length;
  throw program.failure({
    expected: `${count(before.length, 'new worker')} in place of the old ones`,
    saw:
      fresh.length === 0
        ? 'the old ones, and nobody new'
        : `${count(fresh.length, 'new worker')} started, and ${count(now, 'worker')} there in the end: ${list(program.workers)}${left.length > 0 ? `; of the old ones ${list(left)}` : ''}`,
    so:
      fresh.length === 0
        ? forked(program).length > before.length
          ? 'the first SIGHUP made a reload, and the next one does nothing: does the program still think that it is reloading?'
          : 'SIGHUP is heard, and nothing calls fork().'
        : fresh.length < before.length
          ? 'the reload stops before all are replaced.'
          : left.length > 0
            ? 'an old worker was not told to leave: once the new one listens, tell it to retire.'
            : 'an old worker leaves as it was told to, and another one is forked in its place, as if it had died: it must not be in its slot any more by then (fill puts the new one there).',
  });
}

function expectNoneLost(program: Program, loads: readonly Load[]): void {
  const failed = tellFailed(loads);
  if (failed.length === 0) return;
  throw program.failure({
    expected: 'each request to be answered',
    saw: `${loads.reduce((sum, { answered }) => sum + answered, 0)} were answered; the others: ${list(failed)}`,
    so: 'somebody was hung up on: an old worker may only leave when it has answered all that came to it.',
  });
}

/**
 * Sends SIGHUP, and sees that the new version is given up and the old one serves on.
 * @param begins what is seen of its workers when they have failed, or begin to
 * @param then how long after that the program may take to notice, in ms
 */
async function expectGivenUp(program: Program, begins: (fresh: Seen[]) => boolean, then = 0): Promise<void> {
  const before = serving(program);
  const known = forked(program).length;
  const fresh = () => forked(program).slice(known);
  const said = () => program.errorLines.filter((line) => line.startsWith('Reload given up: ')).length;
  const saidBefore = said();
  program.signal('SIGHUP');
  await comes(program, () => begins(fresh()));
  await sleep(then);
  await heard(program); // the primary's timers that were due have run by now
  const respawns = await program.until(() => fresh().length > 2); // or it comes to rest
  if (respawns) await heard(program); // an old one that was told to leave has left by now
  const lines = said() - saidBefore;
  if (lines > 0 && fresh().some(({ alive }) => alive)) {
    await sleep(1_100); // cutOff takes a second
    await program.until(() => !fresh().some(({ alive }) => alive));
  }
  const staying = fresh().filter(({ alive }) => alive);
  const failure = (saw: string, so: string) =>
    program.failure({
      expected: `one line "Reload given up: …" on standard error, and workers ${list(before)} to serve on`,
      saw,
      so,
    });
  const gone = before.filter((pid) => program.census.processes.get(pid)?.exit); // as the primary saw it: it was still there
  if (gone.length > 0) {
    throw failure(
      `worker ${list(gone)} left`,
      'the old one is all that serves while the new version is broken: it is told to leave once the new one listens, and not otherwise.',
    );
  }
  await expectAlive(program, 'a reload that fails is no reason to end: say so where it fails, and let the old workers go on.');
  if (fresh().length > 2) {
    throw failure(
      `${count(fresh().length, 'new worker')} started`,
      'the new worker is replaced when it dies, again and again. It belongs to no slot before it listens: fill it in then.',
    );
  }
  if (fresh().length > 1) {
    throw failure(
      `${count(fresh().length, 'new worker')} started`,
      'after the first one that fails, the next one is tried: it will fail too. Break off.',
    );
  }
  if (lines === 0) {
    throw failure(
      fresh().length === 0
        ? 'nobody new, and no line'
        : `no such line; the new worker ${staying.length > 0 ? 'is still waited for' : 'has ended'}`,
      fresh().length === 0
        ? 'nothing is tried: does the program still think that it is reloading, after the reload that it gave up?'
        : staying.length > 0
          ? 'a worker that never listens tells nothing, neither by an event nor by its end: only a timer knows (startTimeout).'
          : 'whoever reloads has to find out that the old version goes on: say it with console.error, where you learn of the worker’s "exit".',
    );
  }
  if (staying.length > 0) {
    throw failure(`worker ${list(staying.map(({ pid }) => pid))}, which was given up, still there`, 'who is given up has to go: end it.');
  }
  if (lines > 1) throw failure(`${lines} such lines`, 'it is given up once, so it is told once.');
}
