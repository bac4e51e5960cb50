import { command, lessonFrom, wholeNumber } from '../command.ts';
import { Failure, type Told } from '../failure.ts';
import { Mistaken, learnersFile, solutionOf } from '../lessons.ts';
import { endWithNpm } from '../lifeline.ts';
import { paint } from '../paint.ts';
import { explainEnd, explainStart } from '../program/explain.ts';
import { type Launched, launch } from '../program/launch.ts';
import { killGroup } from '../program/processes.ts';
import { shortPath } from '../program/source.ts';
import { noteRunning } from '../running.ts';
import { frontMatter } from '../text.ts';

const usage = `npm run app 2                                    runs your program of lesson 2 on port 3000
npm run app 2 -- --workers 3 --port 4100         with WEB_CONCURRENCY=3 and PORT=4100
npm run app 4 -- --scheduling none               with SCHEDULING=none
npm run app 2 -- --solution                      runs the worked answer
Keys: k kills a worker, r asks for a reload (SIGHUP, or PM2), t asks it to stop (SIGTERM), Ctrl-C stops it.`;

/** How often a person asked the program to stop. */
let stops = 0;

endWithNpm();
await command(
  usage,
  { workers: { type: 'string' }, port: { type: 'string' }, scheduling: { type: 'string' }, solution: { type: 'boolean' } },
  async ({ words: [name], options }) => {
    const lesson = lessonFrom(name, usage);
    const { runs } = frontMatter(lesson);
    if (runs) throw new Mistaken(`The program of lesson ${lesson.number} is no server. Run it with: ${runs}`);
    const file = options['solution'] ? solutionOf(lesson) : learnersFile(lesson);
    const env: Record<string, string> = { PORT: String(options['port'] ?? process.env['PORT'] ?? '3000') };
    wholeNumber('port', env['PORT'] as string, 1, 65_535);
    if (options['workers'] !== undefined) env['WEB_CONCURRENCY'] = String(options['workers']);
    if (options['scheduling'] !== undefined) env['SCHEDULING'] = String(options['scheduling']);
    await run(file, env);
  },
);

async function run(file: string, env: Record<string, string>): Promise<void> {
  const program = await launch(file, { env, echo: true });
  process.once('exit', () => killGroup(program.pid));
  if (program.start.state === 'exited') {
    process.exitCode = program.exit()?.code ?? 1;
    return program.end();
  }
  if (program.start.state !== 'ready') {
    await program.end();
    throw new Failure({ did: `Started ${shortPath(file)}.`, ...explainStart(program) });
  }
  noteRunning(program.port, program.home);
  listenToKeys(program);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop(program, signal));
  process.on('SIGHUP', () => stop(program, 'SIGTERM')); // the terminal is closed; to the program SIGHUP may mean a reload
  await program.ended;
  await program.end();
  if (program.excess()) throw new Failure({ did: `Started ${shortPath(file)}.`, ...(explainEnd(program) as Told) });
  process.stdin.pause();
  const { code = 0, signal } = program.exit() ?? {};
  if (process.stdin.isTTY) console.log(paint('dim', `(it has ended, ${signal ? `by ${signal}` : `with exit code ${code}`})`));
  process.exitCode = program.exit()?.code ?? (stops > 0 ? 0 : 1); // ended by a signal: fine only if a person asked for it here
}

/** As a terminal does it: the whole group gets the signal, twice if it is asked twice. The third time it ends at once. */
function stop(program: Launched, signal: NodeJS.Signals): void {
  if (stops++ > 1) killGroup(program.pid);
  else program.signal(signal, signal === 'SIGINT' ? 'all' : program.pid);
}

function listenToKeys(program: Launched): void {
  const { stdin } = process;
  if (!stdin.isTTY) return;
  const keys = program.census.children.length > 0 ? 'keys: k kills a worker, r reload, t stop, Ctrl-C' : 'key: t stop, Ctrl-C';
  console.log(paint('dim', `(port ${program.port}; ${keys})`));
  stdin.setRawMode(true);
  process.once('exit', () => stdin.setRawMode(false));
  stdin.setEncoding('utf8').on('data', (key: string) => {
    if (key === '\u0003' || key === 'q') stop(program, 'SIGINT');
    if (key === 't') stop(program, 'SIGTERM');
    if (key === 'r' && program.home) reload(program);
    else if (key === 'r') tell(program, program.pid, 'SIGHUP', 'asked to reload, which ends a program that does not listen for it');
    const worker = program.census.children.at(-1);
    if (key === 'k' && worker) tell(program, worker.pid, 'SIGKILL', 'killed');
    if (key === 'k' && !worker) console.log(paint('dim', '(no worker is alive)'));
  });
}

function reload(program: Launched): void {
  console.log(paint('dim', '(ran pm2 reload all)'));
  void program.pm2('reload', 'all');
}

function tell(program: Launched, pid: number, signal: NodeJS.Signals, done: string): void {
  console.log(paint('dim', `(${done}: process ${pid}, ${signal})`));
  program.signal(signal, pid);
}
