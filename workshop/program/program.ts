import { setTimeout as sleep } from 'node:timers/promises';
import { Failure, type Told, count } from '../failure.ts';
import type { Census } from './census.ts';
import { type Answer, type Manner, NoAnswer, type Request, second, send, sendAndLeave } from './clients.ts';
import { explainDeath, explainEnd, explainLoop, explainSilence, explainStart } from './explain.ts';
import { type Connection, connect } from './connection.ts';
import { type Exit, type Launched, type LaunchOptions, type Used, launch } from './launch.ts';
import { type Load, type LoadOptions, sendLoad } from './load.ts';
import { killProcess } from './processes.ts';
import { shortPath } from './source.ts';

/** What is asked for: a path, or a request with a method and a body. */
export type Ask = string | Request;

/** An answer that does not come: nobody in the program is at work any more. */
export class Silence extends Failure {}

/**
 * A program that serves on its port, for a check to ask and to judge. It keeps the story of what was done with it, which a failure tells.
 */
export class Program {
  readonly #launched: Launched;
  readonly #connections: Connection[] = [];
  /** Those that are not over: under load a program never rests. */
  readonly #loads = new Set<Load>();
  /**
   * A new connection has this client's port. A second after the one before was closed, the system may give it again (of 300 times 60
   * connections within five seconds, ten had one twice), so who received that one's requests is forgotten, before any report of this one.
   */
  readonly #connected = (client: number): void => void this.#launched.census.receivers.delete(client);
  #story: string[] = [];
  /** Told once it is known that a process is in a loop: nobody waits for it again. */
  #loops: Told | undefined;

  private constructor(launched: Launched) {
    this.#launched = launched;
  }

  /**
   * Starts a program and waits until it serves.
   * @param file its absolute path
   * @throws Failure that says why it doesn't serve; nothing is left running then
   */
  static async start(file: string, options: LaunchOptions = {}): Promise<Program> {
    const launched = await launch(file, options);
    const program = new Program(launched);
    if (launched.start.state === 'ready') return program;
    const told = explainStart(launched);
    await launched.end();
    throw program.failure(told);
  }

  /** The path of its file. */
  get file(): string {
    return this.#launched.file;
  }

  /** The pid of its first process: of the primary, in a cluster. */
  get pid(): number {
    return this.#launched.pid;
  }

  /** The variables that it was started with, as far as they were set for it. */
  get env(): Readonly<Record<string, string>> {
    return this.#launched.env;
  }

  get port(): number {
    return this.#launched.port;
  }

  get census(): Census {
    return this.#launched.census;
  }

  /** The lines that it wrote on standard output. */
  get lines(): string[] {
    return this.#launched.stdout.lines;
  }

  /** The lines that it wrote on standard error. */
  get errorLines(): string[] {
    return this.#launched.stderr.lines;
  }

  /** The pids of the cluster's living workers. */
  get workers(): number[] {
    return this.census.workers.map(({ pid }) => pid);
  }

  /** The pids of the living processes that one of the program's has forked, with `cluster` or without. */
  get children(): number[] {
    return this.census.children.map(({ pid }) => pid);
  }

  /** The CPU that each living process has used, in milliseconds, by pid; throws as `used` does. */
  async cpu(): Promise<Map<number, number>> {
    return new Map([...(await this.used())].map(([pid, { cpu }]) => [pid, cpu]));
  }

  /**
   * What each living process has used, by pid.
   * @throws Failure if a process is in a loop
   */
  async used(): Promise<Map<number, Used>> {
    if (this.#loops) throw this.failure(this.#loops);
    const used = await this.#launched.used();
    if (used) return used;
    throw this.failure((this.#loops = explainLoop()));
  }

  /**
   * Waits until nothing is going on in any process; if the first one has ended, until it is known how.
   * @param mostWait how long a timer of the program may be part of what goes on, in ms; a second unless told
   * @throws Failure if a process is in a loop
   */
  rest(mostWait?: number): Promise<void> {
    return this.#rest(mostWait, () => true);
  }

  async #rest(mostWait: number | undefined, isWanted: () => boolean): Promise<void> {
    let waits = true;
    const rested = this.#launched.rest(mostWait, () => waits && isWanted()).then(() => true);
    try {
      // Once nobody waits for it any more, it says nothing that the program was never at rest meanwhile; nor under a load.
      for (let seconds = 0; isWanted();) {
        const began = performance.now();
        await this.cpu(); // whoever answers this comes back to its event loop
        if (await Promise.race([rested, sleep(second, false, { ref: false })])) return;
        if (this.#loads.size > 0) seconds = 0;
        else if (performance.now() - began < 1.5 * second) seconds++; // a longer one is no second: others have the cores, so nobody got to work
        if (seconds === 10) throw this.failure((this.#loops = explainLoop()));
      }
    } finally {
      waits = false;
    }
  }

  /** Waits until something is so, looking again at each event of the program; false if it comes to rest without (see rest), or seconds go by. */
  async until(isSo: () => boolean, mostWait?: number): Promise<boolean> {
    if (this.#loads.size > 0) return this.#launched.until(isSo);
    let waits = true;
    try {
      return await Promise.race([this.#launched.until(() => !waits || isSo()), this.#rest(mostWait, () => waits).then(isSo)]);
    } finally {
      waits = false;
    }
  }

  /** Kills one of its processes and waits until it is gone. */
  async kill(pid: number, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    this.note(`ended process ${this.name(pid)}, by ${signal}`);
    killProcess(pid, signal);
    const { processes } = this.census;
    const seen = processes.get(pid);
    // Its parent learns of it a moment after its connections are closed.
    const tells = processes.get(seen?.parent ?? 0)?.heard;
    await this.#launched.until(() => seen?.alive === false && (!tells || seen.exit !== undefined));
  }

  /** Sends a signal to its first process, or to all as Ctrl-C in a terminal does. */
  signal(signal: NodeJS.Signals, to: number | 'all' = this.pid): void {
    this.note(`sent ${signal} to ${to === 'all' ? 'all its processes' : `process ${this.name(to)}`}`);
    this.#launched.signal(signal, to);
  }

  /** Runs a command for the PM2 that runs it, such as `reload every-core`; resolves when the command has ended. */
  pm2(...words: string[]): ReturnType<Launched['pm2']> {
    this.note(`ran pm2 ${words.join(' ')}`);
    return this.#launched.pm2(...words);
  }

  /** The home of the PM2 that runs it; undefined for a program without. */
  get home(): string | undefined {
    return this.#launched.home;
  }

  /** Waits until its first process has ended, and gives how; undefined if it goes on for longer than the deadline, in ms. */
  async ended(deadline = 10 * second): Promise<Exit | undefined> {
    await Promise.race([this.#launched.ended, sleep(deadline, undefined, { ref: false })]);
    return this.#launched.exit();
  }

  /** A connection that is kept open: give its agent to askAll as the manner. */
  async connect(): Promise<Connection> {
    const connection = await connect(this.port);
    this.#connected(connection.client);
    this.#connections.push(connection);
    return connection;
  }

  /** Clients that ask again and again, until they are told to stop. */
  load(path: string, options?: LoadOptions): Load {
    this.note(`kept asking for ${path}`);
    const load = sendLoad(this.port, path, { ...options, connected: this.#connected });
    this.#loads.add(load);
    void load.over.then(() => this.#loads.delete(load));
    return load;
  }

  /**
   * Stops a load. What no living process has received by the time that all are at rest is given up: a connection that the primary had handed
   * to a dying worker stays open, and nobody answers on it.
   */
  async stop(load: Load): Promise<void> {
    let waits = true;
    const stopped = load.stop().finally(() => (waits = false));
    const isAlive = (pid = 0) => this.census.processes.get(pid)?.alive === true;
    const rested = this.#rest(undefined, () => waits).then(() => load.giveUp((client) => !isAlive(this.census.receivers.get(client))));
    await Promise.race([stopped, rested]);
    await stopped;
  }

  /** One request on a fresh connection. */
  async ask(ask: Ask): Promise<Answer> {
    const [answer] = await this.askAll([ask], 'one by one');
    return answer as Answer;
  }

  /** The same request several times. */
  askTimes(times: number, ask: Ask, manner: Manner): Promise<Answer[]> {
    return this.askAll(
      Array.from({ length: times }, () => ask),
      manner,
    );
  }

  /**
   * Several requests; the answers come in the same order.
   * @throws Failure if one is not answered: the program ended, or it is silent
   */
  async askAll(asks: readonly Ask[], manner: Manner): Promise<Answer[]> {
    const requests = asks.map((ask) => (typeof ask === 'string' ? { path: ask } : ask));
    this.note(tellRequests(requests, manner));
    return this.#send(requests, manner);
  }

  /**
   * One request and, as soon as the program has received it, others, whether or not the first is answered by then.
   * @returns the first's answer, then theirs
   * @throws Failure as askAll does
   */
  async askWhile(first: Ask, others: readonly Ask[]): Promise<[first: Answer, others: Answer[]]> {
    const { answered } = await this.putInFlight(first);
    const requests = others.map((ask) => (typeof ask === 'string' ? { path: ask } : ask));
    this.note(`meanwhile ${tellRequests(requests, 'at once')}`);
    return Promise.all([answered, this.#send(requests, 'at once')]);
  }

  /**
   * One request, which the program has received when this resolves.
   * @returns its answer to come, which rejects as askAll does
   */
  async putInFlight(ask: Ask): Promise<{ answered: Promise<Answer> }> {
    const received = await this.#nextRequest();
    const answered = this.ask(ask);
    await Promise.race([received(), answered]); // an answer says as much where no probe speaks
    answered.catch(() => {}); // told to whoever awaits it
    return { answered };
  }

  /** A request whose client goes away as soon as the program has received it, without its answer. */
  async askAndLeave(path: string): Promise<void> {
    this.note(`asked for ${path} and went away without the answer`);
    const received = await this.#nextRequest();
    await sendAndLeave(this.port, path, received());
  }

  /** Gives a function that waits until one more request than now has been received. */
  async #nextRequest(): Promise<() => Promise<boolean>> {
    await this.cpu(); // whoever answers this has reported all requests before: none of them comes late
    const before = this.census.requests;
    return () => this.#launched.until(() => this.census.requests > before);
  }

  async #send(requests: readonly Request[], manner: Manner): Promise<Answer[]> {
    if (this.#loops) throw this.failure(this.#loops);
    const waits = Math.max(...requests.map((request) => request.waits ?? 0));
    try {
      const deadline = this.#launched.answering + waits;
      return await send(this.port, requests, manner, { deadline, silence: () => this.#silence(waits), connected: this.#connected });
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      if (this.#loops) throw this.failure(this.#loops);
      if (error.code === 'SILENCE') throw new Silence(this.#tell(explainSilence(this.#launched, error)));
      if (error.code !== 'TIMEOUT') {
        // A connection breaks a moment before the end of its process is reported, and before its last words are read.
        await this.until(() => this.death() !== undefined);
        await new Promise((resolve) => setImmediate(resolve));
      }
      const told = explainEnd(this.#launched) ?? explainSilence(this.#launched, error);
      if (error.code === 'TIMEOUT') this.#loops = told;
      throw this.failure(told);
    }
  }

  /**
   * Waits until nobody is at work any more, not even a thread, which only shows in the CPU that it burns, and for a while not even in that
   * where others have the cores; or until it is known that somebody loops.
   */
  async #silence(waits: number): Promise<void> {
    const burned = async () => [...(await this.cpu()).values()].reduce((sum, ms) => sum + ms, 0);
    try {
      for (let quiet = 0; quiet < 4;) {
        await this.rest(second + waits);
        const before = await burned();
        await sleep(100);
        quiet = (await burned()) - before < 5 ? quiet + 1 : 0;
      }
    } catch (error) {
      if (!(error instanceof Failure)) throw error; // a loop: told by whoever waits for the answer
    }
  }

  /** The process that received an answer's request, as its probe saw it; undefined where no probe spoke. */
  receiver(answer: Answer): number | undefined {
    return this.census.receivers.get(answer.client);
  }

  /** What a pid is, for a person: `4242, the primary`. */
  name(pid: number): string {
    const { processes, workers, children } = this.census;
    if (pid === this.pid) return `${pid}, ${workers.length > 0 ? 'the primary' : children.length > 0 ? 'the parent' : 'its only process'}`;
    const seen = processes.get(pid);
    if (!seen) return `${pid}, no process of your program`;
    return seen.isWorker ? `${pid}, a worker` : seen.isForked ? `${pid}, a child` : `${pid}`;
  }

  /** How a process of the program ended by itself, with its last words; undefined if none did. */
  death(): Pick<Told, 'saw' | 'so'> | undefined {
    return explainEnd(this.#launched) ?? explainDeath(this.#launched);
  }

  /** Begins the story of a new check. */
  begin(): void {
    this.#story = [];
  }

  /** Adds to the story: `asked for / 30 times`. */
  note(done: string): void {
    if (this.#story.at(-1) !== done) this.#story.push(done);
  }

  /** A failure that tells the story so far. */
  failure(told: Told): Failure {
    return new Failure(this.#tell(told));
  }

  #tell(told: Told): Told {
    const { file, env } = this.#launched;
    const settings = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    const started = `Started ${shortPath(file)}${settings.length > 0 ? ` with ${settings.join(' ')}` : ''}`;
    return { did: `${[started, ...this.#story].join(', then ')}.`, ...told };
  }

  /** Ends every process of the program, the loads that are not over, and the connections to it. */
  async end(): Promise<void> {
    await Promise.all([...this.#loads].map((load) => load.giveUp()));
    await this.#launched.end();
    for (const connection of this.#connections) connection.close();
  }
}

function tellRequests(requests: readonly Request[], manner: Manner): string {
  const names = [...new Set(requests.map(({ method = 'GET', path }) => (method === 'GET' ? path : `${method} ${path}`)))];
  const verb = requests.every(({ method = 'GET' }) => method === 'GET') ? 'asked for' : 'sent';
  const shown = names.length > 4 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
  if (requests.length === 1) return `${verb} ${shown}`;
  const times = requests.length > names.length ? ` ${count(requests.length, 'time')}` : '';
  const how = manner === 'one by one' ? 'over fresh connections' : manner === 'at once' ? 'all at once' : 'on one connection';
  return `${verb} ${shown}${times} ${how}`;
}
