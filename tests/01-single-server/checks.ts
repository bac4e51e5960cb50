import { randomBytes } from 'node:crypto';
import { check, program, star } from '#workshop/checks.ts';
import { Failure, type Told } from '#workshop/failure.ts';
import type { Answer } from '#workshop/program/clients.ts';
import { type Program, Silence } from '#workshop/program/program.ts';
import { expectHonestPids } from '../cluster.ts';

const server = program();

/** No number, whatever one's idea of a number. */
const malformed = ['', '?ms=', '?ms=abc', '?ms=5ms', '?ms=-5', '?ms=1e1'];

/** What no program can have been written for. */
const unforeseen = () => randomBytes(4).toString('hex');

export const checks = [
  check('/ answers Hello World, with the pid of the process', server, async (program) => {
    for (const answer of await program.askAll(['/', `/?from=${unforeseen()}`], 'one by one')) {
      expectStatus(program, answer, 200, answer.path === '/' ? whyNoHello(answer) : queryInPath);
      expectHonestPids(program, [answer]);
      const wanted = `Hello World from process ${program.pid}`;
      if (answer.text.trim() !== wanted) {
        throw program.failure({ expected: `the text "${wanted}"`, saw: quote(answer), so: 'the text differs. Compare letter by letter.' });
      }
      expectPlain(program, answer);
    }
  }),

  check('any other path gets 404', server, async (program) => {
    for (const answer of await program.askAll([`/${unforeseen()}`, '/workshop?ms=1', '/slower?ms=1', '//'], 'one by one')) {
      expectStatus(program, answer, 404, whyNot404(program, answer));
    }
  }),

  check('/work burns CPU, and holds every other request up', server, async (program) => {
    let little = Infinity; // the least of three: the first one loads code, and any may collect garbage
    for (let i = 0; i < 3; i++) {
      const [answer, cpu] = await burned(program, () => program.ask('/work?ms=5'));
      expectAnswer(program, answer);
      little = Math.min(little, cpu);
    }
    await expectInTheEnd(program, [80, 200, 400], async (ms) => {
      const started = program.census.spawned;
      const [[work, [other]], much, active] = await burned(program, () => program.askWhile(`/work?ms=${ms}`, ['/']));
      expectAnswer(program, work);
      const spawned = program.census.spawned - started;
      const fault = faultOfWork(work, other as Answer, ms, { little, much, active, spawned });
      if (fault?.so !== sameForAll || !(await burnsNothing(program))) return fault;
      return { ...fault, so: 'next to nothing is burned: before the answer, call burn(ms) with the number that readMilliseconds gives.' };
    });
  }),

  check('/slow waits without burning, and / is answered meanwhile', server, async (program) => {
    const [, work] = await burned(program, () => program.ask('/work?ms=10'));
    await expectInTheEnd(program, [120, 500, 2_000, 5_000], async (ms) => {
      const asked = burned(program, () => program.askWhile({ path: `/slow?ms=${ms}`, waits: ms }, ['/']));
      const [[slow, [other]], cpu, active] = await asked.catch((error: unknown) => explainNoEnd(program, error));
      const short = await program.ask('/slow?ms=0');
      for (const answer of [slow, short]) expectAnswer(program, answer);
      const follows = faultOfShort(short, slow, ms);
      return (duration(short) > 200 && follows) || (faultOfSlow(slow, other as Answer, ms, { cpu, active, work }) ?? follows);
    });
  }),

  check('an ms that is missing, malformed or above 10000 gets 400', server, async (program) => {
    const asks = ['/slow', '/work'].flatMap((path) => malformed.map((query) => path + query));
    // So long a timer ends at once, so nobody waits here for a server that takes it.
    const answers = await program.askAll([...asks, '/slow?ms=99999999999'], 'one by one');
    const missing = answers.every(({ path, status }) => status === 400 || /\/\w+(\?ms=)?$/.test(path));
    for (const answer of answers) expectRefused(program, answer, missing);
    for (const path of ['/slow?ms=10001', '/work?ms=10001']) {
      const answer = await program.ask(path).catch((error: unknown) => {
        if (!(error instanceof Failure) || program.death()) throw error;
        throw program.failure({
          ...error.told,
          expected: `status 400 for ${path}`,
          so: tooLarge,
        });
      });
      expectRefused(program, answer, false);
    }
  }),

  star('a hundred /slow at once do not wait for each other', server, async (program) => {
    await expectInTheEnd(program, [20, 200], async (ms) => {
      const answers = await program.askTimes(100, { path: `/slow?ms=${ms}`, waits: 100 * ms }, 'at once').catch((error: unknown) => {
        if (!(error instanceof Silence)) throw error;
        const so = 'one at a time gets its answer, many at once do not: something outside of the handler has room for one request only.';
        throw program.failure({ ...error.told, so, read: 'go-further' });
      });
      for (const answer of answers) expectStatus(program, answer, 200, 'one answers, and many at once do not.');
      const received = answers.map((answer) => answer.received).sort((a, b) => a - b);
      const together = (received.at(-1) ?? 0) - Math.min(...answers.map(({ sent }) => sent));
      if (together < (100 * ms) / 2) return undefined;
      const gaps = received.map((at, index) => at - (received[index - 1] ?? 0)).sort((a, b) => a - b);
      return {
        expected: `all answers in far less than 100 × ${ms} ms`,
        saw: `the last one after ${tellMs(together)}`,
        sure: (gaps[50] ?? 0) > 0.75 * ms, // they come one by one; where others have the cores they come late, and many together
        so: 'each waits until the one before it is over. Every request may have a timer of its own, and all of them run at the same time.',
        read: 'go-further',
      };
    });
  }),

  star('when a client goes away before its answer, the server says so and goes on', server, async (program) => {
    const path = (ms: number) => `/slow?ms=${ms}`;
    const line = (ms: number) => `The client of ${path(ms)} went away`;
    const leave = async (ms: number) => {
      await program.askAndLeave(path(ms));
      return program.until(() => program.lines.includes(line(ms)), 2 * long);
    };
    const [short, long] = [60, 1000]; // on a busy machine the short wait may be over when its client leaves
    const ms = (await leave(short)) ? short : long;
    if (ms === long && !(await leave(long))) {
      throw program.failure({
        expected: `the line "${line(ms)}"`,
        saw: `nothing of it; its last line is "${program.lines.at(-1) ?? ''}"`,
        so: program.lines.some((written) => written.includes('went away'))
          ? 'somebody hears of it, and the line differs. Compare letter by letter; request.url holds the path with its query.'
          : "nobody hears of a client that leaves: the response emits 'close'. Write the line with console.log.",
        read: 'go-further',
        ...program.death(),
      });
    }
    await program.ask(path(ms)); // longer than the first one's wait: by then that one's answer has gone nowhere
    const told = program.lines.filter((written) => written.endsWith('went away')).length;
    if (told !== 1) {
      throw program.failure({
        expected: 'one line about a client that went away',
        saw: `${told} of them`,
        so: "every response emits 'close' in the end. response.writableFinished tells whether its answer had gone out.",
        read: 'go-further',
      });
    }
    await program.askAndLeave(path(9000));
    if (await program.until(() => program.lines.includes(line(9000)), 0)) return; // no timer is waited for
    throw program.failure({
      expected: `the line "${line(9000)}" as soon as it leaves`,
      saw: 'nothing of it, and nobody is at work: only a timer goes on',
      so: "it is looked at when a timer is over, and that client left long before: the response emits 'close' at once.",
      read: 'go-further',
    });
  }),
];

/** What is wrong. `sure`: no busy machine can have made it look so; `if seen`: none on which each answer was read as it came. */
type Fault = Told & { sure?: boolean | 'if seen' };

/** What is wrong with a /work?ms=80, during which / was asked for; undefined if nothing is. */
function faultOfWork(
  work: Answer,
  other: Answer,
  ms: number,
  { little, much, active, spawned }: { little: number; much: number; active: number; spawned: number },
): Fault | undefined {
  const expected = 'CPU to be burned, the more the greater ms is';
  const saw = `${tellMs(little)} of CPU for ms=5, ${tellMs(much)} for ms=${ms}, answered after ${took(work)}`;
  if (spawned > 0) {
    return {
      expected: 'the process that answers to burn the CPU',
      saw: 'it started another process for that',
      sure: true,
      so: 'another process does the work. Here the thread that answers burns: call burn(ms) before the answer.',
    };
  }
  // burn(ms) takes about ms of CPU on a usual machine: one on which it took a tenth is not to be had.
  if (much < ms / 10 && duration(work) > 0.9 * ms) {
    return {
      expected,
      saw, // never sure: an answer may come so late by chance, and not three times
      so: 'it waits and burns nothing: a timer leaves the CPU to others. burn(ms) from #given/burn.ts does work.',
    };
  }
  if (much < ms / 10) return { expected, saw, sure: true, so: sameForAll };
  if (share(other, work) < 0.9) {
    return {
      expected: '/ to wait until /work has done its work',
      sure: share(other, work) < 0.5 && much > ms / 2, // whoever burns in one go can't answer / before
      saw: `/ was answered after ${took(other)}, while /work burned CPU for ${took(work)}`,
      so:
        active < Math.max(much / 2, duration(work) / 5) // of which a wait for a CPU may be a part
          ? 'something else does the work, such as a worker thread. Here the thread that answers burns: call burn(ms) before the answer.'
          : 'the work is cut into slices, and others come in between. Here the thread that answers burns in one go.',
    };
  }
  if (much < little * Math.min(10, ms / 20)) return { expected, saw, so: sameForAll }; // by rights 16, 40 and 80 times as much
  if (much < ms / 2 && ms < 400) return { expected, saw, so: sameForAll }; // a fast machine, or all else that a process does on a slow one
  if (duration(work) > much / 2) return undefined; // who burns first can't answer sooner, whatever else goes on
  return {
    expected: 'the answer to /work once its work is done',
    sure: true,
    saw: `/work was answered after ${took(work)}, and / had to wait for ${took(other)}`,
    so: 'the answer goes out first, and the work comes after it. Burn, then answer.',
  };
}

/** What is wrong with a /slow?ms=120, during which / was asked for; undefined if nothing is. `work` is what a little work burns. */
function faultOfSlow(
  slow: Answer,
  other: Answer,
  ms: number,
  { cpu, active, work }: { cpu: number; active: number; work: number },
): Fault | undefined {
  const heldUp = other.received > slow.received - 10; // two answers that come together may be read in any order
  const saw = `${tellMs(cpu)} of CPU; / was answered after ${took(other)}, /slow?ms=${ms} after ${took(slow)}`;
  // A wait that asks the clock burns most of it, or would, where others have the cores: its thread never waits.
  const asks = !heldUp && active > 0.6 * duration(slow);
  if (asks || cpu > work + ms / 20) {
    return {
      expected: `next to no CPU to be burned (/work?ms=10 burns ${tellMs(work)})`,
      saw,
      sure: cpu > 4 * work && other.sent - slow.sent < duration(slow) / 2 && (!heldUp || 'if seen'), // so late a / can't tell how it waits
      so: heldUp
        ? 'the wait burns CPU, and what burns keeps the process from all else: `async` and `await` around it free nothing. Wait with a timer.'
        : 'the wait asks again and again whether it is over. A timer calls when it is.',
    };
  }
  if (duration(slow) < 0.75 * ms) {
    return {
      expected: `the answer to /slow?ms=${ms} after ${ms} ms`,
      saw: `the answer after ${took(slow)}`,
      sure: true,
      so: 'the answer does not wait for the timer. Await it, or answer in the function that the timer calls.',
    };
  }
  if (!heldUp) return undefined;
  return {
    expected: '/ to be answered while /slow waits',
    saw,
    sure: ms >= 2_000 && duration(slow) < 1.25 * ms, // where others have the cores, a / may come late, and so does the end of the wait
    so: 'the wait burns nothing and still blocks the process: it is a call that only returns when it is over. Wait with a timer.',
  };
}

function faultOfShort(short: Answer, slow: Answer, ms: number): Told | undefined {
  if (duration(short) < 0.5 * duration(slow)) return undefined;
  return {
    expected: `a shorter wait for ms=0 than for ms=${ms}`,
    saw: `${took(short)} for ms=0, ${took(slow)} for ms=${ms}`,
    so: 'how long it waits does not follow ms.',
  };
}

/**
 * Looks for a fault with a short time, and again with longer ones where the machine is so busy that the first says nothing: it may look
 * like a fault, or hide one if the answers that came one after the other were only read together.
 */
async function expectInTheEnd(
  program: Program,
  times: readonly number[],
  faultOf: (ms: number) => Promise<Fault | undefined>,
): Promise<void> {
  let told: Fault | undefined;
  for (const ms of times) {
    const [fault, pause] = await withLongestPause(() => faultOf(ms));
    told = fault;
    const seen = pause < ms / 5;
    if (told && told.sure !== 'if seen' ? told.sure : seen) break;
  }
  if (told) throw program.failure(told);
}

/** What came of it, and for how long at most this process did not get to look at what had come in meanwhile, in ms. */
async function withLongestPause<T>(act: () => Promise<T>): Promise<[result: T, pause: number]> {
  let [looked, pause] = [performance.now(), 0];
  const look = () => {
    pause = Math.max(pause, performance.now() - looked);
    looked = performance.now();
  };
  const looking = setInterval(look, 2);
  try {
    const result = await act();
    look();
    return [result, pause];
  } finally {
    clearInterval(looking);
  }
}

/** One /slow got no answer. Does it wait too long, or for ever? */
async function explainNoEnd(program: Program, error: unknown): Promise<never> {
  if (!(error instanceof Silence)) throw error;
  await program.ask('/slow?ms=0'); // no answer to this either: it waits for ever
  throw program.failure({
    ...error.told,
    so: 'ms=0 is answered, and this is not a second later: is ms taken for seconds? It is in milliseconds, as timers are.',
  });
}

const sameForAll = 'the amount of work does not follow ms: give burn what readMilliseconds gives.';
const noRoute = 'nothing answers this path yet.';
const queryInPath = 'the query, from the question mark on, is no part of the path. Compare without it.';

/** Why / has another status than 200. */
function whyNoHello({ status }: Answer): string {
  if (status === 400) return '/ needs no ms. Look at the path first: only /work and /slow are refused for their ms.';
  if (status === 404) return '/ is taken for a path that you do not know. What holds the path is request.url, up to the question mark.';
  return noRoute;
}

/** Why a path that nobody knows has another status than 404. */
function whyNot404(program: Program, { path, status, text }: Answer): string {
  if (status === 501) return noRoute;
  if (status === 200 && !text.includes(String(program.pid)))
    return 'the status is 200 unless the program says another. Say 404: response.writeHead takes it.';
  return /^\/[0-9a-f]{8}$/.test(path)
    ? 'whatever path fits nothing gets the answer of another one. It needs an answer of its own.'
    : 'this path is taken for another one. Compare the whole path.';
}

const tooLarge = 'this ms is taken, and is larger than 10000.';

function expectStatus(program: Program, answer: Answer, wanted: number, so: string): void {
  if (answer.status === wanted) return;
  throw program.failure({ expected: `status ${wanted} for ${answer.path}`, saw: `status ${answer.status}, ${quote(answer)}`, so });
}

/** An answer of /work or /slow: status 200, and a text that names the process. */
function expectAnswer(program: Program, answer: Answer): void {
  expectStatus(
    program,
    answer,
    200,
    answer.status === 400
      ? 'this ms is a good one, and it is refused. (0 is good too, and `!0` is true: compare with undefined. And is it the query that readMilliseconds reads?)'
      : noRoute,
  );
  if (!answer.text.includes(String(program.pid))) {
    const expected = `an answer to ${answer.path} that names process ${program.pid}`;
    throw program.failure({ expected, saw: quote(answer), so: 'the text needs process.pid.' });
  }
  expectPlain(program, answer);
}

function expectPlain(program: Program, { path, headers }: Answer): void {
  const type = headers['content-type'];
  if (type?.startsWith('text/plain')) return;
  throw program.failure({
    expected: `an answer to ${path} whose Content-Type is text/plain`,
    saw: type === undefined ? 'no Content-Type' : `Content-Type: ${type}`,
    so: `the client is ${type === undefined ? 'not told what kind of text it gets' : 'told another kind than it gets'}. response.writeHead takes the status and the headers.`,
  });
}

/** A bad ms gets 400. `missing`: only where it is missing it does not. */
function expectRefused(program: Program, answer: Answer, missing: boolean): void {
  const taken = /ms=\d+$/.test(answer.path)
    ? tooLarge
    : 'this ms is taken. Number and parseInt take more than they seem to: readMilliseconds from #given/milliseconds.ts does not.';
  const so = /undefined|NaN/.test(answer.text)
    ? 'readMilliseconds gives undefined for it. Answer 400 then, and return.'
    : answer.status === 200
      ? missing
        ? 'where ms is missing, another number is taken in its place. Refuse it like any that is malformed.'
        : taken
      : 'readMilliseconds from #given/milliseconds.ts gives undefined for it. Answer 400 then.';
  expectStatus(program, answer, 400, so);
}

/** What was done, the CPU that the program used meanwhile, and the time in which its main thread did not wait, in ms. */
async function burned<T>(program: Program, act: () => Promise<T>): Promise<[result: T, cpu: number, active: number]> {
  const used = async () => (await program.used()).get(program.pid) ?? { cpu: 0, active: 0 };
  const before = await used();
  const result = await act();
  const after = await used();
  return [result, after.cpu - before.cpu, after.active - before.active];
}

/** Whether /work?ms=5 burns as little as /, which does next to nothing. Twenty of each, since one of them tells little. */
async function burnsNothing(program: Program): Promise<boolean> {
  const [, works] = await burned(program, () => program.askTimes(20, '/work?ms=5', 'one by one'));
  const [, others] = await burned(program, () => program.askTimes(20, '/', 'one by one'));
  return works < 2.5 * others;
}

/**
 * `short` was sent after `long`. How much of the rest of that one's time had gone by when it was answered: from 0 to about 1,
 * and without end if `long` was answered already when it was sent.
 */
function share(short: Answer, long: Answer): number {
  return (short.received - short.sent) / Math.max(0, long.received - short.sent);
}

const quote = ({ text }: Answer) => JSON.stringify(text.slice(0, 80));
const tellMs = (ms: number) => `${Math.round(ms)} ms`;
const duration = ({ sent, received }: Answer) => received - sent;
const took = (answer: Answer) => tellMs(duration(answer));
