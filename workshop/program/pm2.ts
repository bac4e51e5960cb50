import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cleanEnvironment } from './environment.ts';
import { temporaryFolder } from './guardian.ts';
import { isErasable } from './source.ts';

/*
 * PM2 for a workshop. It runs in the foreground (pm2-runtime): a daemon would leave the process group, and outlive who started it. Its home
 * is one that nobody else has, so the person's own PM2 is neither seen nor touched. (Not so on Windows: there PM2 has one pipe for all homes.)
 */

/** How a command of PM2 went. */
export interface Told {
  code: number;
  /** What it wrote, on both outputs. */
  text: string;
}

/** A program of PM2: `pm2` itself, or `pm2-runtime`. */
export const programOf = (name: string): string => fileURLToPath(import.meta.resolve(`pm2/bin/${name}`));

/** Whether PM2 runs this file, and not Node. */
export const isEcosystem = (file: string): boolean => /\.config\.[cm]?js$/.test(file);

/** What Node runs in place of an ecosystem file. */
export const runtimeOf = (file: string): string[] => [programOf('pm2-runtime'), 'start', file, '--no-auto-exit'];

/** What the processes import first that PM2 forks for this file, so that they need no tsx; nothing where more than types has to go. */
export const insteadOfTsx = (file: string): string[] =>
  isErasable(file) ? [new URL('../strip/instead-of-tsx.mjs', import.meta.url).href] : [];

/** A new home for one PM2; whoever makes it removes it. Its path is short, for there are sockets in it. */
export const makeHome = (): string => mkdtempSync(join(process.platform === 'win32' ? tmpdir() : temporaryFolder(), 'p'));

/** What keeps a PM2 to its home, and to itself: it asks nobody for a newer version. */
export const atHome = (home: string): Record<string, string> => ({
  PM2_HOME: home,
  PM2_DISCRETE_MODE: 'true',
  PM2_DISABLE_VERSION_CHECK: 'true',
  PM2_NO_INTERACTION: 'true',
});

/** Runs a command of PM2, such as `reload every-core`, for the one in this home. It must be running: else PM2 would start a daemon. */
export function runPm2(home: string, words: readonly string[], env: Record<string, string> = {}): Promise<Told> {
  return new Promise((resolve) => {
    const options = { env: { ...cleanEnvironment(), NO_COLOR: '1', ...atHome(home), ...env }, maxBuffer: 10_000_000 };
    execFile(process.execPath, [programOf('pm2'), ...words], options, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code ?? 1) : 0, text: `${stdout}${stderr}` });
    });
  });
}
