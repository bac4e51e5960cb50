import http from 'node:http';
import { isDeepStrictEqual } from 'node:util';
import { check, star } from '#workshop/checks.ts';
import { Failure, count, list } from '#workshop/failure.ts';
import type { Seen } from '#workshop/program/census.ts';
import type { Answer, Manner } from '#workshop/program/clients.ts';
import type { Program } from '#workshop/program/program.ts';
import { cluster, countByPid, expectHonestPids } from '../cluster.ts';
import { askAcrossGreeting, askInTime, askTimesInTime, askTogether } from './asking.ts';

const pair = cluster({ WEB_CONCURRENCY: '2' });
const both = 2;
/** How often something is asked for at once. */
const times = 12;
/** A greeting that no program can take to pieces. */
const hola = 'Hola: buenos días';

/** What GET /stats answers. */
interface Stats {
  total: number;
  workers: Record<string, number>;
}

export const checks = [
  check('a worker tells the primary of every GET /', pair, async (program) => {
    const heard = await helloToBoth(program);
    expectTexts(program, answered.get(program) ?? [], 'Hello World', 'until a greeting is posted, every worker says "Hello World".');
    if (heard.length >= times) return;
    // An answer that sends fewer messages is right too, if /stats is.
    const stats = await askInTime(program, '/stats');
    if (stats?.status === 200) return expectStats(program, heard);
    throw program.failure({
      expected: `the primary to get ${count(times, 'message')}, one for each GET /`,
      saw: heard.length === 0 ? 'no message at all' : count(heard.length, 'message'),
      so: whatIsMissing(program, heard),
    });
  }),

  check('GET /stats tells the total and each worker’s share by pid, whichever worker is asked', pair, async (program) => {
    const heard = await helloToBoth(program);
    for (const path of ['/slow?ms=0', '/nothing']) await program.ask(path); // these don't count
    await expectStats(program, heard);
    await hello(program, both, 'one by one'); // what a worker was told of before is not enough any more
    await program.rest(); // and now nothing is on its way: each worker has to know it all, also the one that nobody has asked yet
    const before = new Traffic(program);
    for (const answer of (await askTimesInTime(program, both, '/stats', 'one by one')) ?? [undefined]) {
      const stats = readStats(program, answer, before);
      if (isComplete(program, stats)) continue;
      await program.cpu(); // whoever answers this has reported which requests it received
      const asked = before.since(program.receiver(answer as Answer)).messages > 0;
      throw program.failure({
        ...tellDifference(program, stats),
        so: asked
          ? 'another worker had answered right by then. This one sends what it knew before: it answers before the reply to its question has come.'
          : 'this worker sends what it was told once, and has asked nobody since. The counts go on: it has to ask each time.',
      });
    }
    for (const answer of (await askTimesInTime(program, times, '/stats', 'on one connection')) ?? [undefined]) {
      readStats(program, answer, before);
    }
    await program.rest();
    if (!/MaxListenersExceededWarning.*\bmessage listeners/.test(program.errorLines.join('\n'))) return;
    throw program.failure({
      expected: `nothing to be left of ${count(times, 'question')} that were asked one after another`,
      saw: 'MaxListenersExceededWarning: each of them left a listener behind',
      so: 'each question adds a listener, which hears all later messages too, and nothing takes it away. One listener for all of them is enough.',
    });
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
      so: 'questions that wait at the same time get into each other’s way. Each needs an id of its own and a place of its own (a Map by id), until its own reply has come.',
      ...program.death(),
    });
  }),

  check('POST /greeting changes what every worker says, and nothing else does', pair, async (program) => {
    await greet(program, hola);
    await program.rest();
    const stats = await askTimesInTime(program, both, '/stats', 'one by one');
    if (stats?.every((answer) => isRight(program, answer))) await expectStatsAcrossGreeting(program, hola);
    const answers = await hello(program, 2 * both, 'one by one');
    expectTexts(program, answers, hola, 'a worker takes another message for a greeting. Let each message name its kind, and look at it.');
    const death = program.death();
    if (death) throw program.failure({ expected: 'every worker to live on', ...death });
  }),

  check('what is no greeting gets 400, or 413 if it is too long, and changes nothing', pair, async (program) => {
    const before = await textsByPid(program);
    for (const [what, body, status, why] of [
      ['malformed JSON', '{"greeting":', 400, 'JSON.parse throws an error where the text is no JSON.'],
      ['an empty greeting', '{"greeting":""}', 400, 'a greeting is a text that is not empty.'],
      ['a greeting that is no string', '{"greeting":7}', 400, 'JSON holds numbers and lists as well, and a greeting is a text.'],
      // In characters it is not too long.
      ['a body of more than 65,536 bytes', JSON.stringify({ greeting: 'ä'.repeat(32_768) }), 413, 'a character may take several bytes.'],
    ] as const) {
      const answer = await askInTime(program, { path: '/greeting', method: 'POST', body });
      if (answer?.status === status) continue;
      const refused = answer !== undefined && answer.status >= 400;
      throw program.failure({
        expected: `status ${status} for ${what}`,
        saw: answer ? `status ${answer.status}` : 'no answer',
        so: `${refused ? `it is refused, and the client should learn why: ${status}.` : why} readGreeting from #given/body.ts sees to all of this, and gives undefined once it has answered.`,
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
    const [victim = 0] = program.workers;
    const newcomer = await expectNewcomer(program, victim, 'Olá');
    const next = await expectNewcomer(program, newcomer, 'Olá', 'next');
    await expectCounted(program, next);
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

/** Many GET / at once, which both workers answer. Gives who told the primary something meanwhile, as often as they did. */
async function helloToBoth(program: Program): Promise<number[]> {
  const before = new Traffic(program);
  await hello(program, times, 'at once');
  await program.until(() => before.since().messages >= times);
  return program.workers.flatMap((pid) => Array<number>(before.since(pid).messages).fill(pid));
}

/** Why the primary has heard of fewer GET / than there were. */
function whatIsMissing(program: Program, heard: readonly number[]): string {
  if (heard.length === 0)
    return 'nothing tells the primary: a worker reaches it by process.send(…). If that stands there, nothing leads to it: the path of a request is request.url.';
  return program.workers.every((pid) => heard.includes(pid))
    ? 'the workers tell of some GET / and not of others. Each one counts, also if the same client asks again, and none waits for more to come.'
    : 'not every worker tells the primary of each GET / that it answers.';
}

/** What has gone between the primary and its workers since a moment. */
class Traffic {
  readonly #program: Program;
  readonly #before: Map<number, Seen>;

  constructor(program: Program) {
    this.#program = program;
    this.#before = new Map([...program.census.processes].map(([pid, seen]) => [pid, { ...seen }]));
  }

  /** Of one worker, or of all together. */
  since(pid?: number): Record<'messages' | 'unheard' | 'told' | 'missed', number> {
    const sum = { messages: 0, unheard: 0, told: 0, missed: 0 };
    for (const now of this.#program.census.processes.values()) {
      if (pid !== undefined && now.pid !== pid) continue;
      for (const kind of ['messages', 'unheard', 'told', 'missed'] as const)
        sum[kind] += now[kind] - (this.#before.get(now.pid)?.[kind] ?? 0);
    }
    return sum;
  }

  /** Why a question was not answered. */
  explain(): string {
    const { messages, unheard, told, missed } = this.since();
    const { workers, census } = this.#program;
    if (messages === 0) return 'the worker waits for a reply, and has asked nobody: send the primary a question.';
    if (unheard > 0) return explainDeaf(this.#program);
    if (told === 0) {
      return 'the primary got the question, and sent nothing back. It hears cluster.on("message", (worker, message) => …), in this order, and replies by worker.send(…).';
    }
    if (missed > 0) {
      return census.workers.some(({ told, missed }) => told > missed)
        ? 'the reply came, and nothing in the worker listened any more: process.once hears one message, process.on all of them.'
        : 'the reply came, and nothing in the worker listened to it: there it is process.on("message", (message) => …).';
    }
    if (!workers.some((pid) => this.since(pid).messages > 0 && this.since(pid).told > 0)) {
      return 'the reply went to another worker than the one that had asked: that one is the first argument of what cluster.on("message", …) calls.';
    }
    return 'the worker asked and got a message back, and no reply found its way to the question: the same kind, and the same id on all the way.';
  }
}

/** Messages reached the primary, and nothing there listened. */
function explainDeaf({ census }: Program): string {
  return census.workers.some(({ messages, unheard }) => messages > unheard)
    ? 'the primary listens to one of its workers, and not to another. worker.on("message", …) hears one worker, and cluster.on("message", …) all of them.'
    : 'nothing in the primary listened to the message. It hears its workers by cluster.on("message", (worker, message) => …); process.on hears none.';
}

/** Every worker says the same. */
function expectTexts(program: Program, answers: readonly Answer[], greeting: string, so: string): void {
  const other = answers.find(({ text, pid }) => text.trim() !== `${greeting} from process ${pid}`);
  if (other) throw program.failure({ expected: `"${greeting} from process ${other.pid}"`, saw: tellText(other), so });
}

/** Asks one worker for /stats; if it is not complete, once more when nothing is on its way any more. */
async function expectStats(program: Program, heard: readonly number[]): Promise<void> {
  const oneWorker = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const ask = async () => {
    const before = new Traffic(program);
    const [answer] = (await askTimesInTime(program, 1, '/stats', oneWorker)) ?? [];
    const stats = readStats(program, answer, before);
    if (stats.total > (answered.get(program) ?? []).length) throw await explainSurplus(program, stats, oneWorker);
    return stats;
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

/** A greeting that comes to a worker between its question and the reply is not taken for the reply, nor is the reply lost. */
async function expectStatsAcrossGreeting(program: Program, greeting: string): Promise<void> {
  const answer = await askAcrossGreeting(program, greeting);
  if (answer === 'not here' || isRight(program, answer)) return;
  throw program.failure({
    expected: 'GET /stats to be answered as ever when a greeting comes between the question and the reply',
    saw: answer ? `status ${answer.status}, ${quote(answer)}` : 'no answer; a second later nobody is at work any more',
    so: answer
      ? 'the first message after a question is taken for its reply, and this one was a greeting. Let each message name its kind, and look at it.'
      : 'a question listens for one message, and this one was a greeting: when the reply came, nobody listened any more. Let one listener hear all messages (process.on, not once) and look at their kind.',
    ...program.death(),
  });
}

/** Whether it counts all that was answered, and nothing else. */
function isRight(program: Program, answer: Pick<Answer, 'status' | 'text'> | undefined): boolean {
  try {
    return isComplete(program, readStats(program, answer));
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
}

/** More is counted than was answered: finds out what, by asking the same worker for more on the same connection. */
async function explainSurplus(program: Program, stats: Stats, sameWorker: http.Agent): Promise<Failure> {
  const told = tellDifference(program, stats);
  const isTwice = stats.total === 2 * (answered.get(program) ?? []).length;
  const ask = async (path = '/stats') => (await askTimesInTime(program, 1, path, sameWorker))?.[0];
  await program.cpu(); // whoever answers this has reported the messages that it heard
  const before = new Traffic(program);
  const { total } = readStats(program, await ask());
  await program.cpu();
  const { messages } = before.since();
  await ask('/nothing');
  const { total: totalThen } = readStats(program, await ask());
  await askInTime(program, '/nothing'); // on another connection
  await program.rest();
  const { total: connected } = readStats(program, await ask());
  await hello(program, 1, sameWorker);
  const { total: greeted } = readStats(program, await ask());
  let so =
    greeted === connected + 1
      ? 'each adds 1, as it should, so the total has to begin at 0.'
      : 'one of them adds more than 1. Each message tells of one GET /, and the primary adds 1 for it.';
  if (isTwice) so = 'each GET / twice. Is a message sent twice, or heard by two listeners?';
  else if (total > stats.total) {
    so =
      total - stats.total === messages
        ? 'each message, also the question of /stats. Let each message name its kind, and look at it.'
        : 'every request, also /stats itself. Only GET / is to be told of.';
  } else if (totalThen > total) so = 'other paths too. Only GET / is to be told of.';
  else if (connected > totalThen) so = 'each connection, whatever comes on it. Only GET / is to be told of.';
  return program.failure({ ...told, so: `more is counted than GET /: ${so}` });
}

const quote = ({ text }: Pick<Answer, 'text'>) => (text === '' ? 'and an empty text' : JSON.stringify(text.slice(0, 120)));

/** @throws Failure if what came is not of the kind that was asked for */
function readStats(program: Program, answer: Pick<Answer, 'status' | 'text'> | undefined, before?: Traffic): Stats {
  const expected = 'JSON like {"total":12,"workers":{"4242":6,"4243":6}} from GET /stats';
  if (answer === undefined) {
    throw program.failure({
      expected,
      saw: 'no answer; a second later nobody is at work any more',
      so: before?.explain() ?? 'no reply found its way to the question.',
      ...program.death(),
    });
  }
  const { status, text } = answer;
  const saw = `status ${status}, ${quote(answer)}`;
  if (status === 404) throw program.failure({ expected, saw, so: 'no route answers GET /stats.' });
  if (status !== 200)
    throw program.failure({ expected, saw, so: 'a question is turned away. Several may be under way, and each gets its answer.' });
  let stats: Partial<Stats> | null | undefined;
  try {
    stats = JSON.parse(text) as Partial<Stats> | null;
  } catch {}
  const { total, workers } = stats ?? {};
  if (typeof total === 'number' && typeof workers === 'object' && workers !== null && !Array.isArray(workers)) return { total, workers };
  let so = 'the names or the form differ: a number "total", and an object "workers" with a number for each pid.';
  if (text === '') so = 'there was nothing to send yet: the answer has to wait for the reply.';
  else if (text.trim() === '{}') so = 'what was sent has no form in JSON: a Promise and a Map become {}. Is the reply awaited?';
  else if (text.includes('[object ')) so = 'that is what an object becomes in a text. JSON.stringify makes the text of it.';
  else if (typeof total === 'string') so = '"total" is a text, to which each 1 is appended. Begin with the number 0.';
  else if (Array.isArray(workers)) so = '"workers" is a list. It should be an object: a pid is a name in it, and the count its value.';
  else if (typeof total === 'number' && workers === undefined)
    so = 'the total came alone: "workers" is missing, with the count of each pid.';
  throw program.failure({ expected, saw, so });
}

/**
 * Whether all is counted that was answered.
 * @throws Failure if it can't become right any more: too much is counted, or under a name that is no pid
 */
function isComplete(program: Program, stats: Stats): boolean {
  const told = tellDifference(program, stats);
  const answers = answered.get(program) ?? [];
  const given = new Map(countByPid(answers));
  if (stats.total > answers.length) throw program.failure({ ...told, so: 'more is counted than GET /.' });
  const shares = Object.values(stats.workers).reduce((sum, number) => sum + number, 0);
  for (const [name, number] of Object.entries(stats.workers)) {
    const most = given.get(Number(name)) ?? 0;
    if (number <= most) continue;
    const isPid = program.census.processes.has(Number(name));
    throw program.failure({
      ...told,
      so: isPid
        ? shares > answers.length
          ? 'more is counted for it than it has answered. Its first GET / makes it 1: (… ?? 0) + 1.'
          : 'one worker’s answers are counted for another: the primary hears from which worker a message comes.'
        : `${JSON.stringify(name)} is no pid of a worker. worker.id counts from 1; the pid is worker.process.pid.`,
    });
  }
  return stats.total === answers.length && [...given].every(([pid, answers]) => stats.workers[pid] === answers);
}

/** What was expected and seen, and the likeliest cause if it stays so. `heard`: who told the primary something during the last GET /. */
function tellDifference(program: Program, stats: Stats, heard?: readonly number[]): { expected: string; saw: string; so: string } {
  const answers = answered.get(program) ?? [];
  const workers = Object.fromEntries(countByPid(answers));
  const shares: unknown[] = Object.values(stats.workers);
  let so = 'the messages arrive, and not each one is counted.';
  if (shares.includes(null)) so = 'null is what JSON makes of NaN, and undefined + 1 is NaN. The first one is added to 0: (… ?? 0) + 1.';
  else if (stats.total === answers.length) {
    so =
      shares.length === 0
        ? 'the counts by pid are missing: not counted, or lost on the way. In JSON a Map becomes {}.'
        : 'the total is right, and the counts by pid are not: each GET / adds 1 to what its worker has already.';
  } else if (heard?.length === 0 && stats.total > 0)
    so = 'each worker counts for itself. Their memory is not shared: the primary has to be told.';
  else if (heard && heard.length < times) so = whatIsMissing(program, heard);
  else if (isDeepStrictEqual(stats.workers, workers)) so = 'the counts by pid are right, and the total is not their sum.';
  else if (program.census.workers.some(({ unheard }) => unheard > 0)) so = explainDeaf(program);
  return { expected: `${JSON.stringify({ total: answers.length, workers })}, all GET / since its start`, saw: JSON.stringify(stats), so };
}

/**
 * Kills a worker. Another one takes its place and knows the greeting.
 * @param turn the next one, when it has gone well with the first
 * @returns its pid
 */
async function expectNewcomer(program: Program, victim: number, greeting: string, turn: 'first' | 'next' = 'first'): Promise<number> {
  const known = new Set(program.workers);
  await program.kill(victim);
  const isNew = (pid: number) => !known.has(pid);
  const serves = () => program.census.workers.some(({ pid, ports }) => isNew(pid) && ports.has(program.port));
  if (!(await program.until(serves))) {
    const came = program.workers.some(isNew);
    throw program.failure({
      expected: 'a new worker in its place, on the same port',
      saw: came ? 'a new worker that does not listen' : `no new worker, and ${count(program.workers.length, 'worker')} left`,
      so:
        turn === 'first'
          ? "the primary hears of a worker's end by the event 'exit' of cluster, and can fork another one."
          : 'a worker of the start has a successor, and the successor has none: it ends like any other. cluster.on("exit", …) hears of all of them.',
      read: 'go-further',
      ...(came ? program.death() : {}),
    });
  }
  await program.rest(); // what it is told has reached it
  const answer = (await hello(program, 2 * both, 'one by one')).find(({ pid = 0 }) => isNew(pid));
  const pid = answer?.pid ?? 0;
  if (answer?.text.trim() === `${greeting} from process ${pid}`) return pid;
  const { told, missed } = program.census.workers.find(({ pid }) => isNew(pid)) ?? { told: 0, missed: 0 };
  let so = 'it is told a greeting, and not the last one: the primary has to keep each that comes.';
  if (turn === 'next')
    so = 'the first worker that starts later is told the greeting, and the next one is not: each of them has to be told.';
  else if (told === 0)
    so = 'it starts with the greeting of the file, and is told no other. The primary has to keep the last one, and to hand it on.';
  else if (missed === told) so = 'it was told before it listened for messages, and earlier ones are lost. It can say when it is ready.';
  throw program.failure({
    expected: `"${greeting} from process …" from the new worker`,
    saw: answer ? tellText(answer) : 'no answer from it',
    so,
    read: 'go-further',
  });
}

/** A worker that was started later is counted like the others. What an ended one had counted may have gone with it. */
async function expectCounted(program: Program, pid: number): Promise<void> {
  await program.rest();
  const wanted = new Map(countByPid(answered.get(program) ?? [])).get(pid) ?? 0;
  const expected = `GET /stats to count ${wanted} for the new worker, ${pid}`;
  const fail = (saw: string, so: string) => program.failure({ expected, saw, so, read: 'go-further' });
  if (program.census.processes.get(pid)?.unheard) {
    const so =
      'worker.on("message", …) hears one worker, and was called for the first ones. cluster.on("message", …) hears all, whenever they start.';
    throw fail('what it tells the primary, nothing there listens to', so);
  }
  const before = new Traffic(program);
  for (const answer of (await askTimesInTime(program, both, '/stats', 'one by one')) ?? [undefined]) {
    const { workers } = readStats(program, answer, before);
    if (workers[pid] !== wanted) throw fail(JSON.stringify(workers), 'a worker that starts later is counted like the others.');
  }
}

/** Sends a greeting, which every worker must use when nothing is on its way any more. */
async function greet(program: Program, greeting: string): Promise<void> {
  const before = new Traffic(program);
  const earlier = new Map((answered.get(program) ?? []).map(({ pid = 0, text }) => [pid, text.trim()])); // what each said last
  const send = (body: string) => askInTime(program, { path: '/greeting', method: 'POST', body });
  const post = await send(JSON.stringify({ greeting }));
  if (post?.status !== 204) {
    let so = 'done, and nothing to show: that is 204, by response.writeHead(204).end().';
    if (post === undefined) so = 'the route comes to its end without response.writeHead(204).end().';
    else if (post.status === 404) so = 'no route answers POST /greeting.';
    else if (post.status >= 400) so = 'a greeting is refused that should be taken: a text that is not empty.';
    throw program.failure({
      expected: 'status 204: the greeting is taken',
      saw: post ? `status ${post.status}` : 'no answer',
      so,
      ...program.death(),
    });
  }
  const heard = await program.until(() => before.since().messages > 0);
  await program.rest(); // what the workers are told has reached them
  const { told, missed } = before.since();
  const texts = await textsByPid(program);
  const right = program.workers.filter((pid) => texts.get(pid) === `${greeting} from process ${pid}`);
  if (right.length === program.workers.length) return;
  const [changed] = right;
  const said = [...texts.values()].join();
  let so = 'one worker is told, and another one is not: the primary has to send it to each of cluster.workers.';
  if (said.includes('[object ')) {
    so =
      (await send('{'))?.status === 400
        ? 'the whole message is taken for the greeting, which is only a part of it.'
        : 'what was sent is a promise: await readGreeting(…) waits until the body is read, and gives the greeting.';
  } else if (said.includes('{"greeting"'))
    so = 'that is the whole body. It is JSON, and the greeting is a part of it: JSON.parse reads it.';
  else if (changed !== undefined && changed === program.receiver(post)) {
    so = heard
      ? 'the primary was told, and replied only to the worker that had received the POST. It has to send it to each of cluster.workers.'
      : 'only the worker that received the POST uses it: it changes no memory but its own. The primary has to tell every worker.';
  } else if (changed === undefined) {
    if (!heard)
      so =
        'nothing was told to anybody: the worker sends the greeting to the primary, and the primary, which alone has cluster.workers, to every worker.';
    else if (told === 0) so = 'the primary was told, and no worker was: it has to send it to each of cluster.workers.';
    else if (missed > 0) so = 'the workers were told, and nothing in them listened: there it is process.on("message", (message) => …).';
    else if ([...texts].every(([pid, text]) => text !== earlier.get(pid)))
      so =
        'the workers were told, and not what the client had sent: whatever stands in a greeting, the colon too, is a part of it. Send it as it is.';
    else so = 'the workers were told, and go on as before: what came has to reach answer(request, response, greeting).';
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
