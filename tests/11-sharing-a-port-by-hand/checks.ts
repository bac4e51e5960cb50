import http from 'node:http';
import { connect } from 'node:net';
import { check, program, star } from '#workshop/checks.ts';
import { Failure, count, list } from '#workshop/failure.ts';
import { type Answer, second } from '#workshop/program/clients.ts';
import { ownersOf } from '#workshop/program/owners.ts';
import { type Ask, type Program, Silence } from '#workshop/program/program.ts';
import { expectHonestPids, tellCounts } from '../cluster.ts';

const wanted = 3;
const byHand = program({ WEB_CONCURRENCY: String(wanted) });
const orphaned = program({ WEB_CONCURRENCY: '1' });
const shared = program({ WEB_CONCURRENCY: '2', SCHEDULING: 'none' });

export const checks = [
  check('WEB_CONCURRENCY says how many children the parent forks, and no process loads cluster', byHand, async (program) => {
    await program.cpu(); // each process says what it has loaded
    const loaders = program.census.alive.filter(({ hasCluster, isWorker }) => hasCluster || isWorker);
    if (loaders.length > 0) {
      throw program.failure({
        expected: 'no process to load the module cluster',
        saw: `${list(loaders.map(({ pid }) => `pid ${program.name(pid)}`))} has loaded it`,
        so: loaders.some(({ isWorker }) => isWorker)
          ? 'cluster forks and hands out the connections: here you do both yourself, with child_process.fork().'
          : 'something imports cluster: your file does, or something that it imports. (#given/listen-error.ts does. Here it is #given/port-in-use.ts.)',
      });
    }
    expectChildren(program, wanted);
  }),

  check('the parent alone owns the port, and fresh connections go to each child equally often', byHand, async (program) => {
    expectOwner(program);
    const answers = await askEach(program, 10 * wanted, '/');
    expectChildrenAnswer(program, answers);
    // By chance, too, all may come out even: so it is each stretch that has to.
    for (let from = 0; from < answers.length; from += 2 * wanted) {
      const stretch = answers.slice(from, from + 2 * wanted);
      if (program.children.every((pid) => stretch.filter((answer) => answer.pid === pid).length === 2)) continue;
      const idle = program.children.filter((pid) => !answers.some((answer) => answer.pid === pid));
      throw program.failure({
        expected: `2 answers from each of the ${wanted} children among any ${2 * wanted} in a row`,
        saw: tellCounts(program, answers),
        so:
          idle.length > 0
            ? `${count(idle.length, 'child')} never gets a connection: count the turns again.`
            : 'the children do not take turns: one after another, each in its turn, and then from the first again. (One that says late that it is free loses its turn.)',
      });
    }
  }),

  check('a connection that is kept alive stays with its child, and lets others come', byHand, async (program) => {
    // Each child has one that says nothing, and then one more comes than there are children. All of them stay open.
    program.note(`connected ${count(wanted, 'time')} and said nothing`);
    const silent = await Promise.all(Array.from({ length: wanted }, () => program.connect()));
    const agents = Array.from({ length: wanted + 1 }, () => new http.Agent({ keepAlive: true, maxSockets: 1 }));
    try {
      const rounds: Answer[][] = [[], []];
      for (const round of rounds) for (const agent of agents) round.push(...(await program.askAll(['/'], agent)));
      for (const [index, { pid, client }] of (rounds[0] ?? []).entries()) {
        const later = rounds[1]?.[index] as Answer;
        if (later.client === client && later.pid === pid) continue;
        throw program.failure({
          expected: `process ${pid} to answer the second request on its connection too`,
          saw: later.client === client ? `process ${later.pid} answered it` : 'the connection was closed after the first answer',
          so: 'what is handed out is a connection, with all the requests that travel on it. Nobody but its client should end it.',
        });
      }
    } catch (error) {
      if (!(error instanceof Silence)) throw error;
      throw program.failure({
        ...error.told,
        so: 'other connections are open, and idle, and this one is not served. A child can take the next connection as soon as it has the last one: it need not wait for its end, nor for its first request.',
      });
    } finally {
      for (const agent of agents) agent.destroy();
      for (const connection of silent) connection.close();
    }
  }),

  check('a child that dies is replaced, and no connection is lost that it had not been given', byHand, async (program) => {
    expectChildren(program, wanted);
    const [first = 0] = program.children;
    await program.kill(first);
    expectChildrenAnswer(
      program,
      await askEach(
        program,
        2 * wanted,
        '/',
        'a connection is handed to a child that is dead, and lost with it: when a child ends, take it out of your list.',
      ),
    );
    await program.rest();
    if (program.children.length !== wanted) {
      throw program.failure({
        expected: `${count(wanted, 'child')}: another one in the place of the one that died`,
        saw: count(program.children.length, 'child'),
        so:
          program.children.length > wanted
            ? "its end is heard more than once, and each time another child is started: 'error', 'exit' and 'close' may all come. Act on one of them."
            : "nobody starts a child in its place: the parent hears of its end by the child's event 'exit' or 'close'.",
        ...program.death(),
      });
    }
    await Promise.all(program.children.map((pid) => program.kill(pid)));
    const waited = await askEach(
      program,
      wanted,
      '/',
      'a connection that comes while no child is there is lost. It can wait in the parent for the next child.',
    );
    expectChildrenAnswer(program, waited);
  }),

  check('when the parent is killed, no child stays', orphaned, async (program) => {
    expectChildren(program, 1);
    const [child = 0] = program.children;
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    try {
      await program.askAll(['/'], agent);
      await program.kill(program.pid);
      program.note('went on asking on a connection that was open by then');
      const asking = { goesOn: true };
      const gone = program.until(() => program.children.length === 0).finally(() => (asking.goesOn = false));
      while (asking.goesOn && (await answersOn(agent, program.port)));
      if (await gone) return;
    } finally {
      agent.destroy();
    }
    throw program.failure({
      expected: 'its child to end too',
      saw: `process ${child} goes on serving, an orphan`,
      so: "a child hears by the event 'disconnect' of process that its parent is gone. It has to end then: nobody else will end it.",
    });
  }),

  star('while a child is stuck, at most one connection waits for it, and the others are served', byHand, async (program) => {
    const [work, others] = await program.askWhile(
      '/work?ms=600', // long enough that the others are over by then, on a busy machine too: a child that is done may have another
      Array.from({ length: 2 * wanted }, () => '/'), // in turn, two of them would meet the one that burns
    );
    const stuck = others.filter(({ pid }) => pid === work.pid);
    if (stuck.length <= 1) return;
    throw program.failure({
      expected: `at most 1 of the ${others.length} others to be given to process ${work.pid}, which burns`,
      saw: `${stuck.length} were, and waited until it was done`,
      so: 'a child is given connections though it has not taken the last one over. It can say that it has (process.send), and have no other until then.',
      read: 'go-further',
    });
  }),

  star(
    'a connection that a stuck child had not taken is served by another when it is killed, and none is kept that was taken',
    byHand,
    async (program) => {
      await program.rest();
      const { waitsFor = [] } = (await program.used()).get(program.pid) ?? {};
      const copies = waitsFor.filter((resource) => resource === 'TCPSocketWrap').length;
      if (copies > wanted) {
        throw program.failure({
          expected: 'the parent to have no connection any more, now that no client has one',
          saw: `it holds ${copies} of them`,
          so: 'with keepOpen its copy of each connection stays open until you close it, and a process may only have so many: socket.destroy(), when the child has said that it has the connection.',
          read: 'go-further',
        });
      }
      const { receivers } = program.census;
      receivers.clear();
      const work = program.ask('/work?ms=10000').catch(() => undefined); // it is killed with its child
      await program.until(() => receivers.size > 0);
      const [stuck = 0] = receivers.values();
      const asked = Array.from({ length: wanted + 1 }, () => program.ask('/').catch((error: unknown) => error as Error));
      await settled(asked, wanted); // the last one is with the child that burns
      await program.kill(stuck);
      await work;
      for (const answer of await Promise.all(asked)) {
        if (!(answer instanceof Error)) continue;
        throw program.failure({
          expected: `an answer to each of the ${wanted + 1} other requests`,
          saw: 'one that never comes: its connection was given to the child that was killed',
          so: 'the child had not taken it, and the parent has let it go. With the option keepOpen the parent keeps a connection that it sends, and can give it to another child.',
          read: 'go-further',
          ...program.death(),
        });
      }
    },
  ),

  star('SCHEDULING=none: every child owns the listening socket too, and every caller gets an answer', shared, async (program) => {
    expectChildren(program, 2);
    expectSharers(
      program,
      'share the server itself, once it listens: child.send() takes a server as it takes a socket, and the child can listen on it.',
    );
    const answers = await askEach(
      program,
      40,
      '/',
      'a process accepts connections and serves them to nobody: the parent owns the socket as well, and goes on accepting. What it accepts is still to be handed out.',
    );
    expectChildrenAnswer(program, answers);
    const [first = 0] = program.children;
    await program.kill(first);
    await program.until(() => program.children.length === 2);
    await program.rest();
    expectChildren(program, 2);
    expectSharers(program, 'the children that come later are not given the server.');
  }),
];

function expectChildren(program: Program, wanted: number): void {
  if (program.children.length === wanted) return;
  const forked = [...program.census.processes.values()].filter(({ isForked }) => isForked).length;
  throw program.failure({
    expected: `${count(wanted, 'child')}, as WEB_CONCURRENCY says`,
    saw: `the first process (${program.pid}) forked ${forked === 0 ? 'none' : `${forked}, and ${program.children.length} of them live`}`,
    so:
      forked === 0
        ? 'nothing calls fork() of node:child_process.'
        : forked === wanted
          ? 'a child lives as long as it has something to wait for, such as a message from its parent.'
          : 'the number of forks comes from somewhere else than workerCount.',
    ...program.death(),
  });
}

/** The parent, and nobody else, owns the listening socket. Where the system doesn't tell, the probes do. */
function expectOwner(program: Program): void {
  const owners = ownersOf(program.port) ?? program.census.alive.filter(({ ports }) => ports.has(program.port)).map(({ pid }) => pid);
  if (owners.length === 1 && owners[0] === program.pid) return;
  throw program.failure({
    expected: `the parent (${program.pid}) to be the one owner of port ${program.port}`,
    saw: `its owners: ${list(owners.map((pid) => `pid ${program.name(pid)}`)) || 'none'}`,
    so: 'under round robin a child has no part in the port: it is given connections, and does not listen.',
  });
}

function expectSharers(program: Program, so: string): void {
  const seen = program.census.alive.filter(({ ports }) => ports.has(program.port)).map(({ pid }) => pid);
  const owners = (process.platform === 'win32' ? undefined : ownersOf(program.port)) ?? seen;
  if (program.children.every((pid) => owners.includes(pid))) return;
  throw program.failure({
    expected: `the listening socket to be owned by ${list(program.children.map((pid) => `pid ${program.name(pid)}`))}`,
    saw: `it is owned by ${list(owners.map((pid) => `pid ${program.name(pid)}`))}`,
    so,
    read: 'go-further',
    ...program.death(),
  });
}

function expectChildrenAnswer(program: Program, answers: readonly Answer[]): void {
  const [stranger] = answers.filter(({ pid = 0 }) => pid === program.pid);
  const byParent = answers.find((answer) => program.receiver(answer) === program.pid);
  if (stranger || byParent) {
    throw program.failure({
      expected: 'only children to answer',
      saw: stranger
        ? `the parent answered: ${tellCounts(program, answers)}`
        : 'the parent reads the requests, and has a child make the answers',
      so: stranger
        ? 'the parent serves connections itself. It hands each of them to a child, and does nothing else with it.'
        : 'what is handed out here is requests. Hand out the connection: it needs a net.Server, which reads nothing of it, and child.send(…, socket).',
    });
  }
  expectHonestPids(program, answers);
}

/**
 * Asks on fresh connections, one after another.
 * @param lost what a missing answer means, unless the parent took a part of the request for itself
 */
async function askEach(program: Program, times: number, ask: Ask, lost?: string): Promise<Answer[]> {
  const { requests } = program.census;
  try {
    return await program.askTimes(times, ask, 'one by one');
  } catch (error) {
    if (!(error instanceof Silence) && !(error instanceof Failure && lost !== undefined)) throw error;
    throw program.failure({
      ...error.told,
      so: lost ?? (await explainSilence(program, program.census.requests - requests)),
      ...program.death(),
    });
  }
}

/** A client that waits until its connection has been handed on before it sends its request tells whether that is what matters. */
async function explainSilence(program: Program, requests: number): Promise<string> {
  if ([...program.census.receivers.values()].includes(program.pid)) {
    return 'the parent has read the request before it hands out the connection, and the child waits for what has come already. It needs a net.Server, which knows nothing of requests.';
  }
  const socket = connect(program.port, '127.0.0.1');
  let text = '';
  socket.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  socket.on('error', () => {});
  try {
    await new Promise((resolve) => socket.once('connect', resolve).once('error', resolve));
    await program.rest();
    const before = program.census.requests;
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await program.until(() => program.census.requests > before || text !== '');
    if (program.census.requests > before || text !== '') {
      return 'what a client sends at once is lost, and what it sends later is not: the parent has begun to read. With { pauseOnConnect: true } its server reads nothing, and leaves it all to the child.';
    }
  } finally {
    socket.destroy();
  }
  return requests === 0
    ? 'no child reads any request: the parent sends the connection (child.send), and the child gives it to its server: server.emit("connection", socket).'
    : `${count(requests, 'request')} reached a child, and no more do: a connection is handed to nobody. Look at whose turn it is after the last child.`;
}

/** One more request on an agent's connection. The pace is the program's: it answers after a while. */
function answersOn(agent: http.Agent, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = http.get({ host: '127.0.0.1', port, path: '/slow?ms=100', agent }, (response) => {
      response
        .resume()
        .on('end', () => resolve(true))
        .on('error', () => resolve(false));
    });
    request.on('error', () => resolve(false)).setTimeout(10 * second, () => request.destroy());
  });
}

/** Resolves when so many of the promises have been kept. */
function settled(promises: readonly Promise<unknown>[], wanted: number): Promise<void> {
  return new Promise((resolve) => {
    let kept = 0;
    for (const promise of promises) void promise.then(() => ++kept === wanted && resolve());
  });
}
