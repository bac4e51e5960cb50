import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { allLessons, findLesson, root, solutionOf, starterOf, textOf } from '#workshop/lessons.ts';
import { cleanEnvironment } from '#workshop/program/environment.ts';
import { nodeOptionsFor } from '#workshop/program/source.ts';
import { keyNames } from '#workshop/watch/page.ts';

// What is there, for the texts to name: asked from the course itself, so that no list has to be kept.

const read = (path: string): string => readFileSync(join(root, path), 'utf8');

const manifest = JSON.parse(read('package.json')) as Record<
  'scripts' | 'imports' | 'dependencies' | 'devDependencies',
  Record<string, string>
>;

/** The npm scripts, with the file that each runs, if it is a command of the course. */
export const scripts: ReadonlyMap<string, string | undefined> = new Map(
  Object.entries(manifest.scripts).map(([name, line]) => {
    const file = /\S+\.ts$/.exec(line)?.[0];
    return [name, file !== undefined && /\bcommand\(/.test(read(file)) ? file : undefined];
  }),
);

/** The packages that `npm ci` brings because we asked for them. */
export const packages: readonly string[] = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });

/** All files that are ours; under lessons/ a learner may have more, or less. */
const files = ['lessons', 'solutions', 'tests', 'workshop'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file.replaceAll('\\', '/')}`),
);

/** The files in which names may stand that the texts tell of; the tests of this folder make names up. */
const sources = files.filter((file) => /\.(ts|mjs|cjs|js)$/.test(file) && !file.startsWith('tests/texts')).map(read);

/** The worked answers: what they say to a program of the system is an option of that program. */
const answers = files.filter((file) => /^solutions\/.*\.ts$/.test(file)).map(read);

/** The commands' own words on how they are used: each file has them under this name. */
const usages = sources.flatMap((source) => /^const usage =\s*([`'])([^]*?)\1/m.exec(source)?.[2] ?? []);

/** Texts that a learner has deleted: they are still ours. */
const lost = process.env['CI']
  ? []
  : spawnSync('git', ['ls-files', '--deleted', '*.md'], { cwd: root, encoding: 'utf8' }).stdout?.split('\n');

/** The file that stands for a path in our own copy: the learner's file may have changed, and begins as the starter. */
export function ourFile(path: string): string {
  const lesson = allLessons().find(({ folder, file }) => path === `lessons/${folder}/${file}`);
  return lesson ? starterOf(lesson) : join(root, path);
}

/** Whether a path leads to something, seen from the course's folder; `NN-slug` stands for each lesson, `app.ts` in it for its file. */
export function isThere(path: string): boolean {
  const lessons = allLessons();
  if (path.includes('NN-slug')) {
    return lessons.some(({ folder, file }) => isThere(path.replace('NN-slug', folder).replace('app.ts', file)));
  }
  if (path.startsWith('#')) {
    return Object.entries(manifest.imports).some(([name, target]) => {
      const start = name.replace('*', '');
      return path.startsWith(start) && isThere(target.replace('./', '').replace('*', path.slice(start.length)));
    });
  }
  if (lessons.some((lesson) => path === textOf(lesson)) || lost?.some((text) => `${text}/`.startsWith(path.replace(/\/*$/, '/'))))
    return true;
  return existsSync(ourFile(path));
}

/** Whether one of our files has this name, in whatever folder. */
export const isFile = (name: string): boolean => existsSync(join(root, name)) || files.some((file) => basename(file) === name);

/** Whether a name, such as that of a variable of the environment, stands in our code. */
export const isInCode = (name: string): boolean => sources.some((source) => new RegExp(`\\b${name}\\b`).test(source));

/** Whether a command of the course, Node, one of our packages or a worked answer knows an option: `--times`. */
export function isOption(option: string): boolean {
  const known = (text: string) => new RegExp(`${option}(?![\\w-])`).test(text);
  return (
    usages.some(known) ||
    answers.some(known) ||
    Object.values(manifest.scripts).some(known) ||
    process.allowedNodeEnvironmentFlags.has(option) ||
    packages.some((name) => known(manual(name)))
  );
}

function manual(name: string): string {
  const path = `node_modules/${name}/README.md`;
  return existsSync(join(root, path)) ? read(path) : '';
}

/** The keys of `npm start` and of `npm run app`. */
export const keys: ReadonlySet<string> = new Set([
  ...Object.keys(keyNames),
  ...usages.flatMap((usage) => (/^Keys: (.*)\.$/m.exec(usage)?.[1] ?? '').split(', ').map((key) => key.split(' ')[0] ?? '')),
]);

/** Whether `npm run doctor` looks for a program. */
export const isLookedFor = (program: string): boolean => new RegExp(`^ {2}${program}: '`, 'm').test(read('workshop/commands/doctor.ts'));

/** Whether the words of a command name a lesson. */
export const takesLesson = (file: string): boolean => /\b(findLesson|lessonFrom)\(/.test(read(file));

/** Whether a person can name a lesson so. */
export function isLesson(name: string): boolean {
  try {
    return Boolean(findLesson(name));
  } catch {
    return false;
  }
}

const complaints = new Map<string, Promise<string | undefined>>();

/**
 * What a program says against such words, by asking it for help with them: undefined if it understands. Values are not looked at.
 * A program that knows no --help goes on running, and so understands none.
 */
export function complaintOf(path: string, words: readonly string[]): Promise<string | undefined> {
  const alike = [path, ...words.map((word) => (word.startsWith('--') ? word : 'word'))].join(' ');
  const asked = complaints.get(alike) ?? ask(path, words);
  complaints.set(alike, asked);
  return asked;
}

async function ask(path: string, words: readonly string[]): Promise<string | undefined> {
  const lesson = allLessons().find(({ folder, file }) => path === `lessons/${folder}/${file}`);
  const file = lesson ? solutionOf(lesson) : join(root, path);
  const options = { env: { ...cleanEnvironment(), PORT: '0' }, timeout: 60_000, cwd: root };
  return new Promise((resolve) => {
    execFile(process.execPath, [...nodeOptionsFor(file), file, '--help', ...words], options, (error, _stdout, stderr) => {
      resolve(error ? stderr.split('\n')[0] || `${path} takes no options` : undefined);
    }).stdin?.end();
  });
}
