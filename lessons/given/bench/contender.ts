// Given: starts the programs to compare, waits until they answer, and ends them whatever happens.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { exitSaying } from '../exit-saying.ts';

/** What a person wants compared: a command, as words, or the URL of a server that runs already. */
export interface Wanted {
  name: string;
  command?: readonly string[];
  url?: URL;
}

const windows = process.platform === 'win32';

/** Reads `http://…`, or a command. Words are split at blanks, unless quotes hold them together: no shell is asked. */
export function readContender(text: string): Wanted {
  if (/^https?:/.test(text)) {
    return URL.canParse(text) && text.startsWith('http://')
      ? { name: text, url: new URL(text) }
      : exitSaying(`"${text}" is no http:// URL.`);
  }
  const command = [...text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, bare]) => double ?? single ?? bare ?? '');
  return command.length > 0 ? { name: text, command } : exitSaying('A contender is a command or a URL, and this one is empty.');
}

/**
 * Starts what has to be started, each program on a free port, and waits until all answer. One that doesn't answer within `seconds` ends
 * this process, with a sentence and exit code 1.
 * @returns the URLs to send load to
 */
export async function startContenders(all: readonly Wanted[], path: string, seconds: number): Promise<string[]> {
  const ports = await freePorts(all.length);
  const started = all.map(({ name, command, url }, i) => {
    if (url) return { name, url: url.pathname + url.search === '/' ? url.origin + path : url.href };
    const port = ports[i] as number;
    return { name, url: `http://127.0.0.1:${port}${path}`, program: run(name, command ?? [], port) };
  });
  const deadline = performance.now() + 1000 * seconds;
  for (const { name, url, program } of started) await answering(name, url, program, deadline, seconds);
  return started.map(({ url }) => url);
}

/** Asks once, on a connection of its own, and takes whatever answer comes. */
export async function ask(url: string, milliseconds: number): Promise<void> {
  const request = http.get(url, { agent: false, signal: AbortSignal.timeout(Math.ceil(milliseconds)) });
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  await once(response.resume(), 'end');
}

const programs = new Set<ChildProcess>();

/** Ends all programs, with every process that they started. */
export function endContenders(): void {
  for (const { pid } of programs) {
    if (pid === undefined) continue;
    if (windows) spawnSync('taskkill', ['/T', '/F', '/PID', String(pid)]);
    else {
      try {
        process.kill(-pid, 'SIGKILL'); // the whole process group
      } catch {} // nobody is left in it
    }
  }
  programs.clear();
}

interface Program {
  child: ChildProcess;
  /** How it ended, in words; undefined while it runs. */
  end?: string;
}

function run(name: string, [file = '', ...args]: readonly string[], port: number): Program {
  if (programs.size === 0) {
    process.once('exit', endContenders);
    for (const [signal, code] of Object.entries({ SIGHUP: 129, SIGINT: 130, SIGTERM: 143 })) process.once(signal, () => process.exit(code));
  }
  const child = spawn(file === 'node' ? process.execPath : file, args, {
    env: { ...process.env, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: !windows, // a process group of its own, by which it can be ended whole
    windowsHide: true,
  });
  programs.add(child);
  const program: Program = { child };
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (words = (words + text).slice(-2000)));
  child.on('error', ({ message }) => exitSaying(`${name} can't be started: ${message}.`));
  child.on('close', (code, signal) => {
    const error = /^\w*Error\b.*/m.exec(words)?.[0] ?? words.trim().split('\n').at(-1);
    program.end = `${signal ? `by ${signal}` : `with exit code ${code}`}${error ? `: ${error}` : ', without a word'}`;
  });
  return program;
}

async function answering(name: string, url: string, program: Program | undefined, deadline: number, seconds: number): Promise<void> {
  for (;;) {
    const left = deadline - performance.now();
    if (program?.end) exitSaying(`${name} ended before it answered, ${program.end}`);
    if (left <= 0)
      exitSaying(`${name} never answered: no answer from ${url} within ${seconds} s.${program ? ' Does it listen on PORT?' : ''}`);
    try {
      return await ask(url, left);
    } catch {
      if (program)
        await sleep(20); // it is starting
      else if (performance.now() < deadline) exitSaying(`${name} does not answer: nothing serves at ${url}`);
    }
  }
}

/** As many ports as nobody listens on now. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
