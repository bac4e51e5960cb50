import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

/** Why a test that needs a real terminal can't run here; false if it can. */
export const noTerminal = isThere('tmux') ? false : 'tmux is not installed: apt-get install tmux, brew install tmux';

/** A real terminal with a shell in it (tmux), driven by keys and read as a person sees it. */
export class Terminal {
  readonly #server = `every-core-${randomUUID()}`;

  constructor(folder: string, columns = 100, env: Record<string, string> = {}) {
    const variables = Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
    const size = ['-x', String(columns), '-y', '70'];
    this.#tmux('-f', '/dev/null', 'new-session', '-d', ...size, ...variables, '-c', folder, 'env PS1="ready> " sh');
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

  /** Waits until the screen shows something: what a screen shows is no event. Half a minute at most: the machine may be busy. */
  async shows(what: RegExp | ((screen: string) => boolean)): Promise<string> {
    for (const end = performance.now() + 30_000; ; await sleep(10)) {
      const screen = this.screen();
      if (what instanceof RegExp ? what.test(screen) : what(screen)) return screen;
      assert.ok(performance.now() < end, `the screen never showed ${what}:\n${screen}`);
    }
  }

  close(): void {
    this.#tmux('kill-server');
  }

  #tmux(...args: string[]): string {
    const { TMUX: _, ...env } = process.env;
    return execFileSync('tmux', ['-L', this.#server, ...args], { encoding: 'utf8', env });
  }
}

function isThere(program: string): boolean {
  try {
    execFileSync(program, ['-V'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
