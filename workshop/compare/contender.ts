import { readdirSync } from 'node:fs';
import type { Named } from './result.ts';

/**
 * A way of using every core. Each is a file in contenders/ that exports one by default; nothing lists them. Its file's name is what
 * `--only` takes.
 */
export interface Contender extends Named {
  /** Why it can't take part here, and how to get what is missing; undefined if it can. */
  missing?(): Promise<string | undefined> | string | undefined;
  /** Versions of what it is made of: `{ nginx: '1.22.1' }`. */
  versions?(): Promise<Record<string, string | undefined>>;
  /** How many of its processes answer, where that isn't as many as the place has; 0 if nobody knows. */
  answering?: number;
  /** Starts it; resolves when all its processes listen. Place ends what it has started. */
  start(place: Place): Promise<Address>;
}

/** Where a contender is asked. */
export interface Address {
  port: number;
  /** What starts a program where the port can be reached: empty, but for a network namespace. */
  inside?: readonly string[];
}

/** Where a contender lives, and what it may use. */
export interface Place {
  /** A folder of its own, gone after the run. */
  readonly folder: string;
  /** How many processes it is to have. */
  readonly processes: number;
  /** A free port of this machine. */
  lease(): Promise<number>;
  /**
   * Starts a program, in a process group of its own, with WEB_CONCURRENCY set.
   * @param ready what it says once it serves; not told: resolves at once
   * @param times how often it says that: once for each process, say
   * @returns its pid
   * @throws if it ends before, or says nothing in time
   */
  run(command: string, args: readonly string[], options?: RunOptions): Promise<number>;
  /** Why one of its programs has ended, in words; undefined while all run. */
  readonly fallen: string | undefined;
}

export interface RunOptions {
  env?: Record<string, string>;
  /** Its own folder unless told. */
  cwd?: string;
  ready?: RegExp;
  times?: number;
}

/** A contender by the name of its file. */
export interface Entry {
  id: string;
  contender: Contender;
}

/** All in contenders/, the one that all are compared with first, then the control. */
export async function allContenders(): Promise<Entry[]> {
  const folder = new URL('contenders/', import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts'));
  const entries = files.sort().map(async (name) => {
    const module = (await import(new URL(name, folder).href)) as { default: Contender };
    return { id: name.replace('.ts', ''), contender: module.default };
  });
  const order = ['baseline', 'control', 'contender'];
  return (await Promise.all(entries)).sort((a, b) => order.indexOf(a.contender.role) - order.indexOf(b.contender.role));
}
