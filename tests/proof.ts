import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter, dirname } from 'node:path';
import { cleanEnvironment } from '#workshop/program/environment.ts';
import { root } from '#workshop/lessons.ts';

/** How one run of the whole proof went. */
export interface Proof {
  /** Tests that passed. */
  passed: number;
  /** What was said of each that failed, or instead if the run broke off. */
  failed: string[];
  seconds: number;
}

/** Where the proof runs. */
export interface Surrounding {
  env?: Record<string, string>;
  /** The course's folder. */
  cwd?: string;
  /** The `node` that runs all of it. */
  node?: string;
  /** Leaves the known mistakes out. */
  right?: boolean;
  /** Runs only the tests whose path holds this word. */
  files?: string;
  /** A command that starts another one, given after it: `taskset -c 0`. */
  through?: readonly string[];
}

/** Runs `npm test`, as somebody in these surroundings would; started by npm itself, so that it knows where npm is. */
export async function prove({
  env = {},
  cwd = root,
  node = process.execPath,
  right = false,
  files = '',
  through = [],
}: Surrounding = {}): Promise<Proof> {
  const npm = process.env['npm_execpath'];
  if (npm === undefined) throw new Error('Only npm run tells where npm is: start this with npm run.');
  const options = [...(right ? ['--right'] : []), ...(files ? ['--files', files] : [])];
  const [program = node, ...words] = [...through, node, npm, 'test', '--', ...options];
  const clean = cleanEnvironment();
  const path = `${dirname(node)}${delimiter}${clean['PATH'] ?? ''}`;
  const began = performance.now();
  const run = spawn(program, words, { cwd, env: { ...clean, PATH: path, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  run.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  run.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [code] = (await once(run, 'close')) as [number | null];
  const seconds = (performance.now() - began) / 1000;
  const passed = Number(/^ℹ pass (\d+)$/m.exec(stdout)?.[1] ?? 0);
  const [told = ''] = (stdout.split('\nWhat failed:\n')[1] ?? '').split('\nThis proves the course');
  const failed = told
    .split(/^(?= {2}✖ )/m)
    .map((one) => one.trim())
    .filter(Boolean);
  if (code !== 0 && failed.length === 0) failed.push(`✖ exit code ${code}: ${(stderr || stdout).trim().split('\n').slice(-3).join(' ')}`);
  return { passed, failed, seconds };
}

/** A line about a run: `run 3 of 50       282 passed   49.2 s`, and what failed below it. */
export function tellProof(name: string, { passed, failed, seconds }: Proof): string {
  const line = `${name.padEnd(44)} ${String(passed).padStart(4)} passed  ${seconds.toFixed(1).padStart(6)} s`;
  return [line, ...failed.map((what) => `    ${what}`)].join('\n');
}
