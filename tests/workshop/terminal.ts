import assert from 'node:assert/strict';
import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { forgetGroup, temporaryFolder, watchGroup } from '#workshop/program/guardian.ts';

/** Why a test that needs a real terminal can't run here; false if it can. */
export const noTerminal = isThere('tmux') ? false : 'tmux is not installed: apt-get install tmux, brew install tmux';

/** A real terminal with a shell in it (tmux), driven by keys and read as a person sees it. */
export class Terminal {
  readonly #server = `every-core-${randomUUID()}`;
  /** A second client, to which tmux tells each change (its control mode). */
  readonly #changes: ChildProcessWithoutNullStreams;

  /** The process group of the terminal's server. */
  readonly #group: number;

  constructor(folder: string, columns = 100, env: Record<string, string> = {}) {
    const variables = Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
    const size = ['-x', String(columns), '-y', '70'];
    this.#tmux('-f', '/dev/null', 'new-session', '-d', ...size, ...variables, '-c', folder, 'env PS1="ready> " sh');
    temporaryFolder(); // the guardian ends the terminal, should this process be killed
    this.#group = Number(this.#tmux('display-message', '-p', '#{pid}'));
    watchGroup(this.#group);
    this.#changes = spawn('tmux', ['-L', this.#server, '-C', 'attach', '-f', 'ignore-size'], { env: environment() });
    this.#changes.stdout.resume();
  }

  /** Presses keys: letters, or tmux's names such as Enter and C-c. */
  press(...keys: string[]): void {
    this.#tmux('send-keys', ...keys);
  }

  /** What the screen shows. */
  screen(): string {
    return this.#tmux('capture-pane', '-p', '-J');
  }

  resize(columns: number): void {
    this.#tmux('resize-window', '-x', String(columns));
  }

  /** Waits until the screen shows something, looking at each change: half a minute at most, the machine may be busy. */
  async shows(what: RegExp | ((screen: string) => boolean)): Promise<string> {
    const signal = AbortSignal.timeout(30_000);
    for (;;) {
      const change = once(this.#changes.stdout, 'data', { signal }).catch(() => {});
      const screen = this.screen();
      if (what instanceof RegExp ? what.test(screen) : what(screen)) return screen;
      if (signal.aborted) assert.fail(`the screen never showed ${what}:\n${screen}`);
      await change;
      await sleep(10); // changes come in bursts
    }
  }

  close(): void {
    this.#tmux('kill-server');
    forgetGroup(this.#group);
  }

  #tmux(...args: string[]): string {
    return execFileSync('tmux', ['-L', this.#server, ...args], { encoding: 'utf8', env: environment() });
  }
}

/** Without what tells tmux that it runs inside tmux. */
function environment(): NodeJS.ProcessEnv {
  const { TMUX: _, ...env } = process.env;
  return env;
}

function isThere(program: string): boolean {
  try {
    execFileSync(program, ['-V'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
