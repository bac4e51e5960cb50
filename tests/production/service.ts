import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { cleanEnvironment } from '#workshop/program/environment.ts';
import { forgetGroup, temporaryFolder, watchGroup } from '#workshop/program/guardian.ts';
import { Kin } from '#workshop/program/kin.ts';
import { leasePort } from '#workshop/program/ports.ts';
import { killGroup, killProcess } from '#workshop/program/processes.ts';

/** A program as systemd or Docker starts it: with no probe, and nothing of the workshop in it. */
export interface Service {
  readonly port: number;
  /** The process that was started: of what a namespace holds, the one around it. */
  readonly pid: number;
  readonly stdin: Writable;
  /** Resolves with the exit code and the signal. */
  readonly ended: Promise<unknown[]>;
  /** Waits until so many lines of its output hold this. */
  said(words: RegExp, times?: number): Promise<void>;
  /** The living processes of it, without the first. */
  left(): number[];
  /** Ends what is left of it. */
  end(): Promise<void>;
}

interface Options {
  cwd: string;
  /** Beside PORT and WEB_CONCURRENCY, which are set here, and PATH. */
  env: Record<string, string>;
  /** What it says when it has begun; that two workers have started, unless told. */
  ready?: RegExp;
}

/** Starts a service with two workers, and waits until it has begun. */
export async function start(command: string, words: readonly string[], { cwd, env, ready }: Options): Promise<Service> {
  temporaryFolder(); // begins the guardian
  const lease = await leasePort();
  const { PATH = '' } = cleanEnvironment();
  const root = spawn(command, words, {
    cwd,
    // No coverage: tsx runs another text than the file's, and its places would be taken for the file's.
    env: { PATH, NODE_V8_COVERAGE: '', ...env, PORT: String(lease.port), WEB_CONCURRENCY: '2' },
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = once(root, 'exit');
  await once(root, 'spawn');
  const pid = root.pid as number;
  watchGroup(pid);
  const kin = new Kin(pid);
  let text = '';
  const looks = new Set<() => void>();
  for (const output of [root.stdout, root.stderr]) {
    output.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
      kin.look();
      looks.forEach((look) => look());
    });
  }
  root.stdin.on('error', () => {}); // it has ended

  const service: Service = {
    port: lease.port,
    pid,
    stdin: root.stdin,
    ended,
    said: (words, times = 1) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (text.split('\n').filter((line) => words.test(line)).length < times) return;
          looks.delete(look);
          resolve();
        };
        looks.add(look);
        look();
        void ended.then(() => reject(new Error(`it has ended, and not said ${words}:\n${text}`)));
      }),
    left: () => kin.look().filter((one) => one !== pid),
    end: async () => {
      for (const one of service.left()) killProcess(one);
      killGroup(pid);
      await ended;
      forgetGroup(pid);
      lease.release();
    },
  };
  try {
    await (ready ? service.said(ready) : service.said(/^Worker \d+ started/, 2));
    return service;
  } catch (error) {
    await service.end();
    throw error;
  }
}

/** The first child of a process, if it has one: Linux tells. */
export function childOf(pid: number): number | undefined {
  const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  return child ? Number(child) : undefined;
}
