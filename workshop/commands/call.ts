import { setTimeout as sleep } from 'node:timers/promises';
import { command, wholeNumber } from '../command.ts';
import { currentLesson } from '../course.ts';
import { Mistaken } from '../lessons.ts';
import { paint } from '../paint.ts';
import { type Answer, type Manner, NoAnswer, type Request, send } from '../program/clients.ts';
import { readProgress } from '../progress.ts';
import { ownersOf } from '../program/owners.ts';
import { runningPort } from '../running.ts';

const usage = `npm run call -- "/work?ms=5"                     asks the running program once
npm run call -- / --times 30                     30 times, a fresh connection each, and counts who answered
npm run call -- / --times 30 --keep-alive        30 times on one connection
npm run call -- / --times 30 --at-once           30 connections at the same time
npm run call -- "/work?ms=2000" / /              several paths, each a moment after the one before
npm run call -- /greeting --post greeting=Hola   posts {"greeting":"Hola"}, as JSON
npm run call -- --who                            which processes own the listening socket
The program is the one that npm run app started, or --port 4100.`;

/** Several paths follow each other at this distance, in ms: a worker has begun with one when the next comes. */
const moment = 100;

/** An answer gets this long, in ms: somebody may ask for ten seconds of work, on a busy machine. */
const patience = { deadline: 60_000, silence: () => new Promise<never>(() => {}) }; // nobody watches that program

/** The longest bar, in characters. */
const widest = 40;

await command(
  usage,
  {
    times: { type: 'string', default: '1' },
    'keep-alive': { type: 'boolean' },
    'at-once': { type: 'boolean' },
    post: { type: 'string' },
    who: { type: 'boolean' },
    port: { type: 'string' },
  },
  async ({ words, options }) => {
    const known = options['port'] ?? runningPort();
    const port = wholeNumber('port', String(known ?? process.env['PORT'] ?? 3000), 1, 65_535);
    if (known === undefined) console.error(paint('dim', `(npm run app runs nothing here: this is whoever listens on port ${port})`));
    const times = wholeNumber('times', String(options['times']), 1, 10_000);
    if (options['who']) return tellOwners(port);
    const body = options['post'];
    const paths = words.length > 0 ? words : ['/'];
    const wrong = paths.find((path) => !path.startsWith('/'));
    if (wrong !== undefined) throw new Mistaken(`A path begins with a slash, and "${wrong}" doesn't.\n${usage}`);
    const requests = paths.flatMap((path) => {
      const request: Request = typeof body === 'string' ? { path, method: 'POST', body: asJson(body) } : { path };
      return Array.from({ length: times }, () => request);
    });
    const manner: Manner = options['keep-alive'] ? 'on one connection' : options['at-once'] ? 'at once' : 'one by one';
    const distance = manner === 'one by one' && paths.length > 1 ? moment : manner === 'at once' ? 0 : undefined;
    const began = performance.now();
    const answers = distance === undefined ? await sendInTurn(port, requests, manner) : await sendApart(port, requests, distance);
    if (answers.every((answer) => answer instanceof NoAnswer && answer.code === 'ECONNREFUSED')) throw new Mistaken(nobodyListens(port));
    if (times === 1) tellEach(answers);
    else tellBars(answers);
    if (manner === 'at once') console.log(`All were done after ${Math.round(performance.now() - began)} ms.`);
    if (answers.some((answer) => answer instanceof NoAnswer)) process.exitCode = 1;
  },
  Infinity,
);

/** `greeting=Hola` as JSON: quotes inside of quotes mean something else in every shell. Anything else is posted as it is. */
function asJson(body: string): string {
  const [, name, value] = /^(\w+)=([^]*)$/.exec(body) ?? [];
  return name === undefined ? body : JSON.stringify({ [name]: value });
}

function nobodyListens(port: number): string {
  const { number } = currentLesson(readProgress());
  return `Nothing listens on port ${port}. Start a program first, in another terminal: npm run app ${number}`;
}

/** One after another; the first that gets no answer is the last. */
async function sendInTurn(port: number, requests: readonly Request[], manner: Manner): Promise<(Answer | NoAnswer)[]> {
  return send(port, requests, manner, patience).catch(noAnswer);
}

/** Each goes out `distance` ms after the one before, whether or not that has been answered. */
async function sendApart(port: number, requests: readonly Request[], distance: number): Promise<(Answer | NoAnswer)[]> {
  const answers = requests.map(async (request, index) => {
    if (distance > 0) await sleep(index * distance);
    return send(port, [request], 'one by one', patience).catch(noAnswer);
  });
  return (await Promise.all(answers)).flat();
}

function noAnswer(error: unknown): NoAnswer[] {
  if (error instanceof NoAnswer) return [error];
  throw error;
}

function tellEach(answers: readonly (Answer | NoAnswer)[]): void {
  const width = Math.max(...answers.map(({ path }) => path.length));
  for (const answer of answers) {
    const name = answer.path.padEnd(width);
    if (answer instanceof NoAnswer) console.log(`${name}  ${paint('red', 'no answer')} (${answer.code})`);
    else {
      const { status, text, sent, received } = answer;
      const took = `${Math.round(received - sent)} ms`.padStart(7);
      console.log(`${name}  ${paint(status < 400 ? 'green' : 'red', String(status))}  ${took}  ${text.trim()}`.trimEnd());
    }
  }
}

function tellBars(answers: readonly (Answer | NoAnswer)[]): void {
  const counts = new Map<string, number>();
  for (const answer of answers) {
    const name =
      answer instanceof NoAnswer
        ? `no answer (${answer.code})`
        : answer.status === 200 && answer.pid !== undefined
          ? `process ${answer.pid}`
          : `status ${answer.status}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const most = Math.max(...counts.values());
  for (const [name, count] of [...counts].sort(([, a], [, b]) => b - a)) {
    console.log(`${name.padEnd(14)}  ${paint('cyan', '█'.repeat(Math.ceil((count / most) * widest)))} ${count}`);
  }
}

function tellOwners(port: number): void {
  const owners = ownersOf(port);
  if (owners === undefined) throw new Mistaken('This system does not tell who owns a socket (lsof is missing).');
  if (owners.length === 0) throw new Mistaken(nobodyListens(port));
  console.log(`Port ${port} is owned by ${owners.length === 1 ? 'process' : `${owners.length} processes:`} ${owners.join(', ')}`);
}
