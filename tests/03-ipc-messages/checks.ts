import http from 'node:http';
import { check, star } from '#workshop/checks.ts';
import { count, list } from '#workshop/failure.ts';
import type { Answer, Manner } from '#workshop/program/clients.ts';
import type { Program } from '#workshop/program/program.ts';
import { cluster, countByPid, expectHonestPids } from '../cluster.ts';
import { askInTime, askTimesInTime, askTogether } from './asking.ts';

const pair = cluster({ WEB_CONCURRENCY: '2' });
const both = 2;
/** How often something is asked for at once. */
const times = 12;

const toldNothing = 'nothing tells the primary: a worker reaches it by process.send(…).';
const toldSome = 'not every worker tells the primary of each GET / that it answers.';

/** What GET /stats answers. */
interface Stats {
  total: number;
  workers: Record<string, number>;
}

export const checks = [
  check('a worker tells the primary of every GET /', pair, async (program) => {
    const heard = await helloToBoth(program);
    expectTexts(program, answered.get(program) ?? [], 'Hello World', 'until a greeting is posted, every worker says "Hello World".');
    if (heard >= times) return;
    // An answer that sends fewer messages is right too, if /stats is.
    const stats = await askInTime(program, '/stats');
    if (stats?.status === 200) return expectStats(program, heard);
    throw program.failure({
      expected: `the primary to get ${count(times, 'message')}, one for each GET /`,
      saw: heard === 0 ? 'no message at all' : count(heard, 'message'),
      so: heard === 0 ? toldNothing : toldSome,
    });
  }),

  check('GET /stats tells the total and each worker’s share by pid, whichever worker is asked', pair, async (program) => {
    const heard = await helloToBoth(program);
    for (const path of ['/slow?ms=0', '/nothing']) await program.ask(path); // these don't count
    await expectStats(program, heard);
    await program.rest(); // now nothing is on its way any more: the other worker, which nobody has asked since, has to know it too
    for (const answer of (await askTimesInTime(program, both, '/stats', 'one by one')) ?? [undefined]) {
      const stats = readStats(program, answer);
      if (isComplete(program, stats)) continue;
      throw program.failure({
        ...tellDifference(program, stats),
        so: 'another worker had answered right by then. This one sends what it knew before: it answers before the reply to its question has come.',
      });
    }
  }),

  check('many /stats at the same moment all get their answer', pair, async (program) => {
    const answers = await askTogether(program, times, '/stats');
    for (const answer of answers) {
      const stats = readStats(program, answer);
      if (isComplete(program, stats)) continue;
      throw program.failure({ ...tellDifference(program, stats), so: 'the counts are not right yet: see the check above first.' });
    }
    if (answers.length === times) return;
    throw program.failure({
      expected: `${times} answers`,
      saw: `${count(answers.length, 'answer')}, and a second later nobody is at work any more`,
      so: 'one question takes the place of another: two that wait at the same time need two ids, and a place each (a Map by id).',
      ...program.death(),
    });
  }),

  check('POST /greeting changes what every worker says, and nothing else does', pair, async (program) => {
    await greet(program, 'Hola');
    await program.rest();
    await askTimesInTime(program, both, '/stats', 'one by one');
    const answers = await hello(program, 2 * both, 'one by one');
    expectTexts(program, answers, 'Hola', 'a worker takes another message for a greeting. Let each message name its kind, and look at it.');
    const death = program.death();
    if (death) throw program.failure({ expected: 'every worker to live on', ...death });
  }),

  check('what is no greeting gets 400, or 413 if it is too long, and changes nothing', pair, async (program) => {
    const before = await textsByPid(program);
    for (const [what, body, status] of [
      ['malformed JSON', '{"greeting":', 400],
      ['an empty greeting', '{"greeting":""}', 400],
      ['a greeting that is no string', '{"greeting":7}', 400],
      ['a body of more than 65,536 bytes', JSON.stringify({ greeting: 'a'.repeat(65_536) }), 413],
    ] as const) {
      const answer = await askInTime(program, { path: '/greeting', method: 'POST', body });
      if (answer?.status === status) continue;
      throw program.failure({
        expected: `status ${status} for ${what}`,
        saw: answer ? `status ${answer.status}` : 'no answer',
        so: 'readGreeting from #given/body.ts reads and judges the body, and gives undefined once it has answered a wrong one.',
        ...program.death(),
      });
    }
    await program.rest();
    const after = await textsByPid(program);
    for (const [pid, text] of after) {
      if (before.get(pid) === text) continue;
      throw program.failure({
        expected: `${JSON.stringify(before.get(pid) ?? [...before.values()][0])}, as before`,
        saw: JSON.stringify(text),
        so: 'what was refused is used all the same: readGreeting gives undefined then, and there is nothing left to do.',
        ...program.death(),
      });
    }
  }),

  star('a worker that starts later knows the greeting too', pair, async (program) => {
    await greet(program, 'Olá');
    const known = new Set(program.workers);
    const [victim = 0] = known;
    await program.kill(victim);
    const isNew = (pid: number) => !known.has(pid);
    const serves = () => program.census.workers.some(({ pid, ports }) => isNew(pid) && ports.has(program.port));
    if (!(await program.until(serves))) {
      throw program.failure({
        expected: 'a new worker in its place, on the same port',
        saw: program.workers.some(isNew)
          ? 'a new worker that does not listen'
          : `no new worker, and ${count(program.workers.length, 'worker')} left`,
        so: "the primary hears of a worker's end by the event 'exit' of cluster, and can fork another one.",
        read: 'go-further',
        ...(program.workers.some(isNew) ? program.death() : {}),
      });
    }
    await program.rest(); // what it is told has reached it
    const answer = (await hello(program, 2 * both, 'one by one')).find(({ pid = 0 }) => isNew(pid));
    if (answer?.text.trim() === `Olá from process ${answer?.pid}`) return;
    throw program.failure({
      expected: '"Olá from process …" from the new worker',
      saw: answer ? tellText(answer) : 'no answer from it',
      so: 'it starts with the greeting of the file. The primary has to keep the last one, and to tell it when the worker listens for messages: earlier ones are lost.',
      read: 'go-further',
    });
  }),
];

/** The GET / that a program has answered so far. */
const answered = new WeakMap<Program, Answer[]>();

async function hello(program: Program, times: number, manner: Manner): Promise<Answer[]> {
  const answers = await program.askTimes(times, '/', manner);
  answered.set(program, [...(answered.get(program) ?? []), ...answers]);
  expectHonestPids(program, answers);
  return answers;
}

/** Many GET / at once, which both workers answer. Gives the number of messages that the primary gets meanwhile. */
async function helloToBoth(program: Program): Promise<number> {
  const before = countMessages(program);
  await hello(program, times, 'at once');
  await program.until(() => countMessages(program) - before >= times);
  return countMessages(program) - before;
}

/** Every worker says the same. */
function expectTexts(program: Program, answers: readonly Answer[], greeting: string, so: string): void {
  const other = answers.find(({ text, pid }) => text.trim() !== `${greeting} from process ${pid}`);
  if (other) throw program.failure({ expected: `"${greeting} from process ${other.pid}"`, saw: tellText(other), so });
}

/** How many messages the primary has got from its workers. */
function countMessages(program: Program): number {
  return [...program.census.processes.values()].reduce((sum, { messages }) => sum + messages, 0);
}

/** Asks one worker for /stats; if it is not complete, once more when nothing is on its way any more. */
async function expectStats(program: Program, heard: number): Promise<void> {
  const oneWorker = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const ask = async () => {
    const before = countMessages(program);
    const [answer] = (await askTimesInTime(program, 1, '/stats', oneWorker)) ?? [];
    return readStats(program, answer, before);
  };
  try {
    if (isComplete(program, await ask())) return;
    await program.rest();
    const stats = await ask();
    if (!isComplete(program, stats)) throw program.failure(tellDifference(program, stats, heard));
  } finally {
    oneWorker.destroy();
  }
}

/** @throws Failure if what came is not of the kind that was asked for */
function readStats(program: Program, answer: Pick<Answer, 'status' | 'text'> | undefined, before = -1): Stats {
  const expected = 'JSON like {"total":12,"workers":{"4242":6,"4243":6}} from GET /stats';
  if (answer === undefined) {
    throw program.failure({
      expected,
      saw: 'no answer; a second later nobody is at work any more',
      so:
        countMessages(program) === before
          ? 'the worker waits for a reply, and has asked nobody: send the primary a question.'
          : 'the worker asked, and no reply found its way to the question. In the primary: cluster.on("message", (worker, message) => …) and worker.send(…). In the worker: process.on("message", (message) => …). And the same id on all the way.',
      ...program.death(),
    });
  }
  const { status, text } = answer;
  const saw = `status ${status}, ${text === '' ? 'and an empty text' : JSON.stringify(text.slice(0, 120))}`;
  if (status !== 200) throw program.failure({ expected, saw, so: 'no route answers GET /stats.' });
  let stats: Partial<Stats> | null | undefined;
  try {
    stats = JSON.parse(text) as Partial<Stats> | null;
  } catch {}
  if (typeof stats?.total === 'number' && typeof stats.workers === 'object' && stats.workers !== null) return stats as Stats;
  throw program.failure({
    expected,
    saw,
    so: /^(\{\})?$/.test(text.trim())
      ? 'there was nothing to send yet (the reply is still to come), or what was sent has no form in JSON: a Promise and a Map become {}.'
      : 'the names or the form differ: a number "total", and an object "workers" with a number for each pid.',
  });
}

/**
 * Whether all is counted that was answered.
 * @throws Failure if it can't become right any more: too much is counted, or under a name that is no pid
 */
function isComplete(program: Program, stats: Stats): boolean {
  const told = tellDifference(program, stats);
  const answers = answered.get(program) ?? [];
  const given = new Map(countByPid(answers));
  if (stats.total > answers.length) {
    throw program.failure({ ...told, so: 'more is counted than GET / (another path? /stats itself?), or a GET / twice.' });
  }
  for (const [name, number] of Object.entries(stats.workers)) {
    const most = given.get(Number(name)) ?? 0;
    if (number <= most) continue;
    const isPid = program.census.processes.has(Number(name));
    throw program.failure({
      ...told,
      so: isPid
        ? 'one worker’s answers are counted for another: the primary hears from which worker a message comes.'
        : `${JSON.stringify(name)} is no pid of a worker. worker.id counts from 1; the pid is worker.process.pid.`,
    });
  }
  return stats.total === answers.length && [...given].every(([pid, answers]) => stats.workers[pid] === answers);
}

/** What was expected and seen, and the likeliest cause if it stays so. `heard`: the messages that the primary got during the last GET /. */
function tellDifference(program: Program, stats: Stats, heard = times): { expected: string; saw: string; so: string } {
  const answers = answered.get(program) ?? [];
  const workers = Object.fromEntries(countByPid(answers));
  let so = 'the messages arrive, and not each one is counted.';
  if (stats.total === answers.length) so = 'the counts by pid are missing: not counted, or lost on the way. In JSON a Map becomes {}.';
  else if (heard === 0 && stats.total > 0) so = 'each worker counts for itself. Their memory is not shared: the primary has to be told.';
  else if (heard < times) so = heard === 0 ? toldNothing : toldSome;
  return { expected: JSON.stringify({ total: answers.length, workers }), saw: JSON.stringify(stats), so };
}

/** Sends a greeting, which every worker must use when nothing is on its way any more. */
async function greet(program: Program, greeting: string): Promise<void> {
  const before = countMessages(program);
  const post = await askInTime(program, { path: '/greeting', method: 'POST', body: JSON.stringify({ greeting }) });
  if (post?.status !== 204) {
    throw program.failure({
      expected: 'status 204: the greeting is taken',
      saw: post ? `status ${post.status}` : 'no answer',
      so:
        post?.status === 404
          ? 'no route answers POST /greeting.'
          : 'the route comes to its end without response.writeHead(204).end(). (Is readGreeting awaited? It gives the greeting itself.)',
      ...program.death(),
    });
  }
  const heard = await program.until(() => countMessages(program) > before);
  await program.rest(); // what the workers are told has reached them
  const texts = await textsByPid(program);
  const right = program.workers.filter((pid) => texts.get(pid) === `${greeting} from process ${pid}`);
  if (right.length === program.workers.length) return;
  const [changed] = right;
  let so = 'one worker is told, and another one is not: the primary has to send it to each of cluster.workers.';
  if (changed !== undefined && changed === program.receiver(post)) {
    so = 'only the worker that received the POST uses it: it changes no memory but its own. The primary has to tell every worker.';
  } else if (changed === undefined) {
    so = heard
      ? 'the primary was told, and no worker was; or the workers use something else of what they are told.'
      : 'nothing was told to anybody: the worker sends the greeting to the primary, and the primary to every worker.';
  }
  throw program.failure({
    expected: `"${greeting} from process …" from ${list(program.workers.map((pid) => `worker ${pid}`))}, at most a second later`,
    saw: list([...texts.values()].map((text) => JSON.stringify(text))),
    so,
  });
}

/** What each worker says now. */
async function textsByPid(program: Program): Promise<Map<number, string>> {
  const answers = await hello(program, 2 * both, 'one by one');
  return new Map(answers.map(({ pid = 0, text }) => [pid, text.trim()]));
}

function tellText({ text }: Answer): string {
  return JSON.stringify(text.trim().slice(0, 120));
}
