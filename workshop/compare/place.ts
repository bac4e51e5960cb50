import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { cleanEnvironment } from '../program/environment.ts';
import { forgetGroup, newMark, temporaryFolder, watchGroup } from '../program/guardian.ts';
import { Kin } from '../program/kin.ts';
import { Output } from '../program/output.ts';
import { type Lease, leasePort } from '../program/ports.ts';
import { killGroup, killProcess } from '../program/processes.ts';
import type { Place, RunOptions } from './contender.ts';

/** A contender that has not started by then never will, in ms: PM2 on a busy machine takes ten seconds. */
const deadline = 60_000;

/** A place for one contender; `end()` leaves nothing of it, and neither does the guardian, should this process die first. */
export class OwnPlace implements Place {
  readonly folder: string;
  readonly processes: number;
  readonly #children: ChildProcess[] = [];
  readonly #kin: Kin[] = [];
  readonly #leases: Lease[] = [];
  readonly #env: Record<string, string>;
  #ended = false;

  /** @param env what all its programs are told, beside WEB_CONCURRENCY */
  constructor(processes: number, env: Record<string, string> = {}) {
    this.processes = processes;
    this.#env = { WEB_CONCURRENCY: String(processes), ...env };
    // Windows has no guardian that would remove a folder around it.
    this.folder = mkdtempSync(join(process.platform === 'win32' ? tmpdir() : temporaryFolder(), 'c-'));
  }

  async lease(): Promise<number> {
    const lease = await leasePort();
    this.#leases.push(lease);
    return lease.port;
  }

  async run(command: string, args: readonly string[], { env = {}, cwd = this.folder, ready, times = 1 }: RunOptions = {}): Promise<number> {
    if (this.#ended) throw new Error('this place has ended');
    const child = spawn(command, args, {
      cwd,
      env: { ...cleanEnvironment(), ...this.#env, ...env, EVERY_CORE_RUN: newMark() },
      detached: process.platform !== 'win32', // a process group of its own: Ctrl-C doesn't reach it, and it can be ended whole
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    }) as ChildProcess & { stdout: Readable; stderr: Readable };
    const outputs = [new Output(child.stdout), new Output(child.stderr)];
    if (child.pid === undefined) await once(child, 'spawn'); // throws: there is no such program
    const pid = child.pid as number;
    watchGroup(pid);
    this.#children.push(child);
    this.#kin.push(new Kin(pid));
    if (ready) await this.#until(child, outputs, new RegExp(ready, `${ready.flags}g`), times);
    return pid;
  }

  /** Why one of its programs has ended, in words; undefined while all run. */
  get fallen(): string | undefined {
    const child = this.#children.find(({ exitCode, signalCode }) => exitCode !== null || signalCode !== null);
    return child && `${child.spawnfile} ended, with ${child.signalCode ?? `exit code ${child.exitCode}`}`;
  }

  /** All its processes; Linux tells. */
  pids(): number[] {
    return this.#kin.flatMap((kin) => kin.look());
  }

  /** Ends them all; resolves when none is left. */
  async end(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    const left = this.pids();
    const closed = this.#children.map((child) => child.stdout?.closed || once(child, 'close'));
    for (const { pid = 0 } of this.#children) {
      killGroup(pid);
      forgetGroup(pid);
    }
    for (const pid of left) killProcess(pid); // what left its group
    await Promise.all(closed);
    for (const lease of this.#leases) lease.release();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Waits until it has said so often that it is ready. */
  #until(
    child: ChildProcess & { stdout: Readable; stderr: Readable },
    outputs: readonly Output[],
    ready: RegExp,
    times: number,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const said = () => outputs.map(({ text }) => text).join('\n');
      const fail = (what: string) => {
        const last = outputs.toReversed().flatMap(({ lines }) => lines.slice(-1))[0];
        reject(new Error(`${what}${last ? `: ${last}` : ''}`));
      };
      const timer = setTimeout(() => fail(`it did not start within ${deadline / 1000} s`), deadline);
      const look = () => {
        if ((said().match(ready)?.length ?? 0) < times) return;
        clearTimeout(timer);
        resolve();
      };
      for (const stream of [child.stdout, child.stderr]) stream.on('data', look);
      child.once('close', (code, signal) => {
        clearTimeout(timer);
        fail(`it ended at once, with ${signal ?? `exit code ${code}`}`);
      });
    });
  }
}
