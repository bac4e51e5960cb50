import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { allLessons, root, starterOf, textOf } from '#workshop/lessons.ts';
import { cleanEnvironment } from '#workshop/program/environment.ts';

/** What a command printed and how it ended. */
export interface Printed {
  stdout: string;
  stderr: string;
  code: number;
}

/** A copy of the course whose lessons a test may change, as a learner does; all else is this one's. */
export interface CourseCopy {
  readonly folder: string;
  /** Runs one of the npm scripts by its name, without a terminal. */
  run(command: string, args?: readonly string[], env?: Record<string, string>): Promise<Printed>;
  remove(): void;
}

/** Copies the course to a temporary folder, every lesson at its starter. */
export function copyCourse(): CourseCopy {
  const folder = mkdtempSync(join(tmpdir(), 'course-'));
  for (const name of ['package.json', 'lessons/given']) cpSync(join(root, name), join(folder, name), { recursive: true });
  for (const lesson of allLessons()) {
    for (const name of lesson.files) cpSync(starterOf(lesson, name), join(folder, 'lessons', lesson.folder, name));
    if (existsSync(join(root, textOf(lesson)))) cpSync(join(root, textOf(lesson)), join(folder, textOf(lesson)));
  }
  for (const name of ['solutions', 'tests', 'workshop', 'node_modules']) symlinkSync(join(root, name), join(folder, name), 'junction');
  return {
    folder,
    run: (command, args = [], env = {}) => runCommand(command, args, { EVERY_CORE_ROOT: folder, ...env }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Runs a command of the course as its npm script does, and gives what it printed. */
export function runCommand(command: string, args: readonly string[], env: Record<string, string> = {}): Promise<Printed> {
  const node = ['--expose-internals', '--import', pathToFileURL(join(root, 'workshop/strip/register.mjs')).href];
  const reporter = command === 'test' ? ['--test-reporter', pathToFileURL(join(root, 'workshop/reporter.ts')).href] : [];
  const file = join(root, 'workshop/commands', `${command}.ts`);
  return new Promise((resolve) => {
    const options = { env: { ...cleanEnvironment(), ...env }, timeout: 60_000 };
    execFile(process.execPath, [...node, ...reporter, file, ...args], options, (error, stdout, stderr) => {
      resolve({ stdout, stderr, code: typeof error?.code === 'number' ? error.code : error ? 1 : 0 });
    }).stdin?.end();
  });
}
