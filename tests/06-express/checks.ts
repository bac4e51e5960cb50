import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { type Subject, check, star } from '#workshop/checks.ts';
import { Failure, type Told, count, list } from '#workshop/failure.ts';
import type { Answer } from '#workshop/program/clients.ts';
import { explainEnd } from '#workshop/program/explain.ts';
import { type Launched, launch } from '#workshop/program/launch.ts';
import { type Ask, type Program, Silence } from '#workshop/program/program.ts';
import { shortPath } from '#workshop/program/source.ts';
import { cluster, countByPid, expectHonestPids, expectWorkers, tellCounts } from '../cluster.ts';

/** Few, since each loads Express, and not as many as there are cores. */
const workers = availableParallelism() === 2 ? 3 : 2;
const served = cluster({ WEB_CONCURRENCY: String(workers) });

/** app.ts beside the judged server.ts, imported by a process that does nothing else. */
const imported: Subject<Launched> = {
  start: (server, signal) => launch(join(dirname(server), 'app.ts'), { imported: true, signal }),
  end: (launched) => launched.end(),
};

const greet = (body: string): Ask => ({ path: '/greet', method: 'POST', body });
/** express.json() takes no more than 100 kB, unless told. */
const tooLarge = JSON.stringify({ name: 'a'.repeat(200_000) });

export const checks = [
  check('importing app.ts gives the app, opens no port, starts nothing, and comes to its end', imported, async (launched) => {
    const fault = faultOfImport(launched);
    if (fault) throw new Failure({ did: `Imported ${shortPath(launched.file)} in a process of its own.`, ...fault });
  }),

  check('server.ts runs the app in every worker, on the shared port, and in no other process', served, async (program) => {
    expectWorkers(program, workers, `WEB_CONCURRENCY says ${workers}`);
    const answers = await askHeard(
      program,
      Array<Ask>(4 * workers).fill('/'),
      "what was given to http.createServer is no handler, or something above the routes takes each request and never goes on. Is it const { app } = await import('./app.ts'), and does app.ts export it by that name? And express.json is called: express.json().",
    );
    for (const answer of answers) expectStatus(program, answer, 200, 'a handler that stands above this route answers everything.');
    expectHonestPids(program, answers);
    const expected = `each of the ${workers} workers to answer 4 times`;
    const saw = tellCounts(program, answers);
    if (answers.some(({ pid }) => pid === program.pid)) {
      throw program.failure({ expected, saw, so: 'the primary serves the app too: what stands outside the else runs in every process.' });
    }
    const counts = countByPid(answers);
    if (counts.length !== workers || counts.some(([, given]) => given !== 4)) {
      throw program.failure({ expected, saw, so: 'the connections are not handed out in turn: a worker serves elsewhere, or not at all.' });
    }
    const [answer] = await askHeard(
      program,
      ['/nothing'],
      'whoever gets what no route has answered has to answer it, or to throw: throw new HttpError(404, …). An error that is only made is no error.',
    );
    if (!isOfAnswer(answer as Answer)) return;
    throw program.failure({
      expected: 'the app of app.ts to answer',
      saw: '`answer` from #given/answer.ts answers',
      so: 'server.ts does not serve the app yet: give it to http.createServer in place of `answer`.',
    });
  }),

  check('POST /greet takes a name as JSON', served, async (program) => {
    for (const name of ['Ada', '<b>Grace</b>']) {
      const [answer] = (await askHeard(
        program,
        [greet(JSON.stringify({ name }))],
        'the handler of POST /greet never answers, or what stands before it never goes on: express.json() is called, with its parentheses.',
      )) as [Answer];
      expectStatus(program, answer, 200, whyNoGreeting(answer));
      expectHonestPids(program, [answer]);
      const wanted = `Hello ${name} from process ${answer.pid}`;
      if (answer.text.trim() !== wanted) {
        throw program.failure({ expected: `the text "${wanted}"`, saw: quote(answer), so: 'the text differs. Compare letter by letter.' });
      }
      const type = answer.headers['content-type'] ?? '';
      if (type.startsWith('text/plain')) continue;
      throw program.failure({
        expected: 'an answer whose Content-Type is text/plain',
        saw: `Content-Type: ${type || 'none'}`,
        so: "response.send takes a text for HTML unless told, and a browser would run the tags in somebody's name: response.type('text/plain') first.",
      });
    }
  }),

  check('an error thrown or rejected in a handler gets 500 as JSON, and the worker lives on', served, async (program) => {
    const before = program.workers;
    for (const path of ['/fail', '/fail/later']) {
      const answer = await askFailing(program, path);
      if (isPage(answer)) throw program.failure({ ...expectedError(500, path), ...(await explainPage(program, answer)) });
      const so =
        answer.status === 404
          ? 'nothing answers this path yet.'
          : answer.status < 400
            ? 'the error handler has to set the status: response.status(500).json(…). It is 200 unless told.'
            : 'it is the program that failed, not the client: status 500.';
      expectStatus(program, answer, 500, so);
      expectError(program, answer);
      const leak = ['10.0.0.7', 'fail.ts'].find((secret) => answer.text.includes(secret));
      if (leak === undefined) continue;
      throw program.failure({
        expected: 'an answer that tells nothing of what went wrong',
        saw: quote(answer),
        so:
          leak === 'fail.ts' || /\bat .*:\d+/.test(answer.text)
            ? "the stack tells your files and lines to whoever asks. It is for your log; say only that something went wrong, 'Internal Server Error'."
            : "the error's message goes to whoever asks, with what is inside of your system. It is for your log; say only that something went wrong.",
      });
    }
    await expectAlive(program, before);
  }),

  check('what the client did wrong gets its own status, as JSON: 400, 404, 413', served, async (program) => {
    /** What each kind of mistake was told, by the words. */
    const told = new Map<string, string>();
    for (const [ask, status, what, kind] of [
      ['/nothing', 404, '', 'a path that is not there'],
      [{ path: '/nothing', method: 'POST' }, 404, ' by POST', 'a path that is not there'],
      [greet('{"name":'), 400, ' and a body that is no JSON', 'a body that is no JSON'],
      [greet(tooLarge), 413, ' and a body of 200 kB', 'a body that is too large'],
      ['/work?ms=abc', 400, '', 'an ms that is no number'],
      [{ path: '/greet', method: 'POST' }, 400, ' and no body', 'a body without a name'],
      ...['{}', '{"name":7}', '{"name":""}'].map((body) => [greet(body), 400, ` and ${body}`, 'a body without a name'] as const),
    ] as const) {
      const answer = await program.ask(ask);
      const isLookedInto = answer.status === 200 || (answer.status === 500 && kind === 'a body without a name');
      const so =
        status === 404
          ? 'a handler below all routes gets what none of them has answered. It sends status 404: unless told, that is 200.'
          : status === 413 && answer.status === 200
            ? 'express.json() takes no more than 100 kB, unless something tells it to.'
            : answer.status === 500 && what === ' and no body'
              ? 'where no JSON came, request.body itself is undefined: request.body?.name. And a name is a string, and not empty.'
              : isLookedInto
                ? 'what a client sends may be anything. Look at it before you use it: a name is a string, and not empty.'
                : 'such an error brings its status along, error.status: 400, 413 and others. Take that where it is one from 400 to 499, and 500 only for the rest.';
      if (isPage(answer) && status === 404) {
        const saw = tellPage(answer);
        const so = `that is the page of Express: ${
          !answer.text.includes('Cannot ')
            ? 'the handler below the routes throws, and your error handler never hears of it. An error goes down from where it is thrown: the error handler stands last.'
            : what === ''
              ? 'no handler below the routes answers what none of them answered.'
              : 'the handler below the routes is one for GET. app.use takes each method.'
        }`;
        throw program.failure({ ...expectedError(404, answer.path, what), saw, so });
      }
      expectStatus(program, answer, status, so, what);
      const words = expectError(program, answer);
      const other = told.get(words) ?? kind;
      told.set(words, kind);
      if (other === kind) continue;
      throw program.failure({
        expected: `other words for ${kind} than for ${other}`,
        saw: quote(answer),
        so: 'the client learns that something is wrong, and not what. The error says it: up to status 499 its message is for the client.',
      });
    }
  }),

  star('GET /fail/midway fails after half an answer, which is broken off, and the worker lives on', served, async (program) => {
    const before = program.workers;
    const answer = await program.ask('/fail/midway').catch((error: unknown) => error);
    const expected = 'an answer that breaks off, so that its client knows that it is not whole';
    const read = 'go-further';
    if (answer instanceof Silence) {
      const saw = 'the answer stays open: nothing more comes, and no end';
      const so = 'the error handler drops the error when the headers are out. Give it on, next(error): Express closes the connection then.';
      throw program.failure({ expected, saw, so, read });
    }
    const death = program.death();
    if (answer instanceof Failure && !death) return expectAlive(program, before);
    if (answer instanceof Failure && death) throw program.failure({ expected, saw: death.saw, so: whyDied(program, death), read });
    if (answer instanceof Error) throw answer;
    const { status, text } = answer as Answer;
    throw program.failure({
      expected,
      saw: `an answer that is whole: status ${status}, ${JSON.stringify(text.slice(0, 80))}`,
      so:
        status === 404
          ? 'nothing answers this path yet.'
          : status === 200
            ? 'ended like this, half an answer looks like all of it. Give the error on, next(error): Express closes the connection.'
            : 'nothing of the answer was out yet. response.write sends a piece, and the failure comes after it.',
      read,
    });
  }),

  star('what failed stands on standard error, with its stack; what a client did wrong does not', served, async (program) => {
    const said = async (...asks: Ask[]) => {
      const before = program.errorLines.length;
      const answers = await program.askAll(asks, 'one by one');
      await program.rest(); // what it wrote has been read then
      return { answers, lines: program.errorLines.slice(before) };
    };
    const failed = (await said('/fail')).lines;
    const wrong = await said('/nothing', '/work?ms=abc', greet('{"name":'));
    const isStack = (line: string) => /^\s+at /.test(line);
    const read = 'go-further';
    if (!failed.some((line) => line.includes('10.0.0.7'))) {
      throw program.failure({
        expected: 'what the database said, on standard error',
        saw: failed.length === 0 ? 'nothing there' : failed.slice(0, 3).join('\n'),
        so: program.lines.some((line) => line.includes('10.0.0.7'))
          ? 'it stands on standard output, among the lines that tell how things go. console.log writes there, and console.error to standard error.'
          : 'with an error handler of your own Express logs nothing any more. Nobody will ever know what went wrong, unless you write it: console.error(error).',
        read,
      });
    }
    if (!failed.some(isStack)) {
      const so = 'the message says what went wrong, and the stack says where. console.error(error) writes both.';
      throw program.failure({ expected: 'its stack too, on standard error', saw: failed.slice(0, 3).join('\n'), so, read });
    }
    // Who writes a line for each request may do so there. What this client was told about its ms stands in no such line.
    const [, words] = wrong.answers.map((answer) => expectError(program, answer));
    if (!wrong.lines.some((line) => isStack(line) || line.includes(words as string))) return;
    throw program.failure({
      expected: 'nothing of what a client did wrong',
      saw: wrong.lines.slice(0, 3).join('\n'),
      so: 'anybody can fill your log with mistakes of their own, and yours drown in it. Write down what is your fault: a status from 500.',
      read,
    });
  }),
];

/** What importing it did that it should not have done; undefined if nothing. */
function faultOfImport(launched: Launched): Told | undefined {
  const { census, start, stdout } = launched;
  const ports = [...new Set([...census.processes.values()].flatMap((seen) => [...seen.ports]))];
  const does = 'a module that makes the app and does nothing else';
  if (census.spawned > 0) {
    const saw = `${count(census.spawned, 'process')} started by it`;
    return { expected: does, saw, so: 'the app forks. How many processes run it is for server.ts to say: cluster belongs there.' };
  }
  if (ports.length > 0) {
    return {
      expected: does,
      saw: `it listens on port ${list(ports)}`,
      so: 'whoever imports the app gets a server with it, a test too. Export the app, and leave listen to server.ts.',
    };
  }
  if (start.state !== 'exited') {
    return {
      expected: 'a process that ends, because nothing is left to do',
      saw: 'it runs on, though it listens on no port',
      so: 'something in app.ts keeps it: a timer, a connection. Start such things where the server starts, or unref() the timer.',
    };
  }
  const said = stdout.lines.map((line) => parse<Imported>(line)).find((read) => typeof read?.exports === 'object');
  if (!said) return { ...(explainEnd(launched) as Told), expected: does };
  if (said.cluster) {
    return {
      expected: 'an app that runs anywhere, in a cluster or without one',
      saw: 'app.ts loads node:cluster, by itself or through another import',
      so: 'what the app does must not depend on who runs it. Primary and worker are told apart in server.ts.',
    };
  }
  const exports = Object.entries(said.exports);
  if (exports.some(([, kind]) => kind === 'function')) return undefined;
  return {
    expected: 'an export that answers requests: the app is a function',
    saw: exports.length === 0 ? 'nothing exported' : list(exports.map(([name, kind]) => `${name}, of type ${kind}`)),
    so:
      exports.length === 0
        ? 'who imports the file gets nothing of it: export const app = express().'
        : 'a server is for server.ts to make. Export the app itself: export const app = express().',
  };
}

/** What the importer says: see workshop/program/importer.mjs. */
interface Imported {
  exports: Record<string, string>;
  cluster: boolean;
}

/** What a text holds if it is JSON; undefined if it is none. */
function parse<T>(text: string): T | null | undefined {
  try {
    return JSON.parse(text) as T | null;
  } catch {
    return undefined;
  }
}

/** Asks for what goes wrong. Where no answer comes, the reason is known better here. */
async function askFailing(program: Program, path: string): Promise<Answer> {
  try {
    return await program.ask(path);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { expected } = expectedError(500, path);
    if (error instanceof Silence) {
      const so =
        'nobody answers: the error never reaches Express, or your error handler sends nothing. A handler must give back its promise, or await it. And a process that catches what nobody caught, and goes on, leaves its clients waiting.';
      throw program.failure({ ...error.told, expected, so });
    }
    const death = program.death();
    if (!death) throw error;
    throw program.failure({
      expected,
      saw: death.saw,
      so: whyDied(program, death),
    });
  }
}

/** Why a worker died of an error: nobody caught it, or somebody did and then ended the process. */
function whyDied(program: Program, { saw }: Pick<Told, 'saw'>): string {
  const isUncaught = program.errorLines.some((line) => line.startsWith('Node.js v')); // Node's own last line
  return isUncaught && saw.includes('10.0.0.7')
    ? 'Express hears of what a handler throws, and of a promise that it gives back. This one was not given back: return it, or await it.'
    : 'one request went wrong, and with the process it takes all others that this worker was answering. Answer 500, and go on.';
}

/**
 * Asks one by one.
 * @param so what it means that an answer never comes
 */
async function askHeard(program: Program, asks: readonly Ask[], so: string): Promise<Answer[]> {
  try {
    return await program.askAll(asks, 'one by one');
  } catch (error) {
    throw error instanceof Silence ? program.failure({ ...error.told, so }) : error;
  }
}

/** Express' own page, in HTML. */
const isPage = ({ text }: Pick<Answer, 'text'>) => text.startsWith('<!DOCTYPE html>');
const tellPage = ({ status, text }: Answer) =>
  `status ${status}, and a page of HTML: ${JSON.stringify(/<pre>(.*?)(<br>|<\/pre>)/.exec(text)?.[1] ?? '')}`;

/** Why Express answers an error with its own page. */
async function explainPage(program: Program, answer: Answer): Promise<Pick<Told, 'saw' | 'so'>> {
  const saw = `${tellPage(answer)}${answer.text.includes('fail.ts') ? ', with the whole stack' : ''}`;
  if (answer.status === 404) return { saw, so: 'nothing answers this path yet.' };
  const unknown = await program.ask('/nothing');
  const fewer = unknown.status === 500 || /is not a function/.test(unknown.text);
  return {
    saw,
    so: fewer
      ? 'Express takes your error handler for an ordinary one, and gives it requests: it has to have four parameters, in this order: (error, request, response, next).'
      : 'that is the page of Express, for errors that nobody else answers. An error handler has four parameters, stands below all routes, and answers: next(error) gives the error on to that page.',
  };
}

const expectedError = (status: number, path: string, what = '') => ({
  expected: `status ${status} for ${path}${what}, and JSON like {"error":"…"}`,
});

/**
 * JSON with an `error` in words.
 * @returns the words
 */
function expectError(program: Program, answer: Answer): string {
  const { headers, status, path, text } = answer;
  const type = headers['content-type'] ?? 'none';
  const isTyped = type.startsWith('application/json');
  const said = isTyped ? parse<{ error?: unknown }>(text) : undefined;
  if (typeof said?.error === 'string' && said.error !== '') return said.error;
  throw program.failure({
    ...expectedError(status, path),
    saw: isPage(answer) ? tellPage(answer) : `Content-Type: ${type}, ${text === '' ? 'and no body' : quote(answer)}`,
    so: isPage(answer)
      ? 'that is the page of Express: your error handler gave this error on, or never got it.'
      : text === ''
        ? 'the status alone does not say what is wrong. response.json({ error: … }) sends a body that does.'
        : isTyped && said === undefined
          ? 'the type says JSON, and the body is none: whoever parses it meets an error. response.json({ error: … }) makes JSON of an object.'
          : isTyped
            ? 'the object needs an `error`, a text that says what is wrong.'
            : 'a program reads it and expects what it gets elsewhere: response.json({ error: … }) sends JSON, and says so.',
  });
}

function expectStatus(program: Program, answer: Answer, wanted: number, so: string, what = ''): void {
  if (answer.status === wanted) return;
  const saw = isPage(answer) ? tellPage(answer) : `status ${answer.status}, ${quote(answer)}`;
  throw program.failure({ expected: `status ${wanted} for ${answer.path}${what}`, saw, so, ...program.death() });
}

/** How #given/answer.ts answers an unknown path. No right app does: it sends JSON. */
const isOfAnswer = ({ status, headers, text }: Answer) =>
  status === 404 && headers['content-type'] === 'text/plain' && text === 'Not found\n';

/** Why POST /greet is not answered with 200. */
function whyNoGreeting({ status, text }: Answer): string {
  if (status === 404) return 'nothing answers POST /greet yet.';
  const isNoBody = status === 400 || (status === 500 && (!isPage({ text }) || text.includes('undefined')));
  return isNoBody ? noBody : 'this name is a good one, and the handler does something else with it.';
}

const noBody =
  'request.body is undefined until something has read the body: express.json() has to come before this handler, app.post(path, express.json(), handler).';

/** The workers are those that were there before, and each answers. */
async function expectAlive(program: Program, before: readonly number[]): Promise<void> {
  const answers = await program.askTimes(2 * workers, '/', 'one by one');
  const answered = countByPid(answers).map(([pid]) => pid);
  if (before.every((pid) => answered.includes(pid))) return;
  throw program.failure({
    expected: `${list(before.map((pid) => `worker ${pid}`))} to live on`,
    saw: `${list(answered.map((pid) => `worker ${pid}`))} answered afterwards`,
    so: 'one request went wrong, and with the process it takes all others that this worker was answering. Answer 500, and go on.',
    ...program.death(),
  });
}

const quote = ({ text }: Answer) => JSON.stringify(text.slice(0, 120));
