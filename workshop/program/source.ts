import { existsSync, readFileSync, statSync } from 'node:fs';
import nodeModule from 'node:module';
import { dirname, join, relative } from 'node:path';
import { Failure } from '../failure.ts';
import { root } from '../lessons.ts';
import { strip } from '../strip/strip.mjs';

/** A file's path as a person types it: from the course's folder, with slashes. */
export function shortPath(file: string): string {
  return relative(root, file).replaceAll('\\', '/');
}

/** What has Node run TypeScript whose types can be blanked out: the URL of a module to import first. */
export const stripper = new URL('../strip/register.mjs', import.meta.url).href;

/**
 * The options with which Node runs this file. Types are blanked out; what can't be erased (an enum) is left to tsx.
 * @throws Failure for a file that can't be run at all
 */
export function nodeOptionsFor(file: string): string[] {
  if (!isErasable(file)) return ['--import', import.meta.resolve('tsx')];
  return [...('registerHooks' in nodeModule ? [] : ['--expose-internals']), '--import', stripper]; // see strip/node20.mjs
}

/** A larger file is not even read. */
const mostMegabytes = 1;

/**
 * Whether the types of the file, and of the files beside it that it names, can be blanked out.
 * @throws Failure for a file that can't be run at all
 */
export function isErasable(file: string, known = new Set([file])): boolean {
  const name = shortPath(file);
  let [source, megabytes] = ['', 0];
  try {
    megabytes = statSync(file).size / 1_000_000;
    if (megabytes <= mostMegabytes) source = readFileSync(file, 'utf8');
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new Failure({
      expected: `your program in ${name}`,
      saw: missing ? 'no such file' : `a file that can't be read (${(error as Error).message})`,
      so: `there is nothing to run: ${resetOf(name)} brings the starter back.`,
    });
  }
  if (megabytes > mostMegabytes) {
    throw new Failure({
      expected: `a program in ${name}`,
      saw: `a file of ${Math.round(megabytes)} MB`,
      so: `nobody writes so much by hand. Has something else been saved there? ${resetOf(name)} brings the starter back.`,
    });
  }
  if (source.replace(/\/\*[^]*?\*\/|\/\/.*/g, '').trim() === '') {
    throw new Failure({
      expected: `a program in ${name}`,
      saw: source.trim() ? 'nothing but comments' : 'an empty file',
      so: `there is nothing to run. Is it saved? ${resetOf(name)} brings the starter back.`,
    });
  }
  try {
    strip(source, file);
  } catch (fault) {
    const { code, message, snippet, startLine } = fault as { code?: string; message: string; snippet?: string; startLine?: number };
    if (code === 'UnsupportedSyntax') return false;
    if (code !== 'InvalidSyntax') throw fault;
    throw new Failure({
      expected: 'a program that can be read',
      saw: `a syntax error in ${name}, line ${startLine}: ${message}\n${(snippet ?? '').replace(/^\n+|\n+$/g, '')}`,
      so: 'Node stops before it runs the first line: look at that line, and at the one above it.',
    });
  }
  const named = [...source.matchAll(/['"]([\w./-]+\.m?ts)['"]/g)].map(([, path = '']) => join(dirname(file), path));
  return named.every((path) => known.has(path) || !existsSync(path) || isErasable(path, known.add(path)));
}

/** `npm run reset 3`, for a file of lesson 3. */
function resetOf(name: string): string {
  const number = /^lessons\/0*(\d+)-/.exec(name)?.[1];
  return number === undefined ? 'npm run reset' : `npm run reset ${number}`;
}

/** The first place of the learner's own files in a stack trace: `lessons/…/app.ts, line 12`. */
export function placeIn(file: string, trace: string): string | undefined {
  const folder = shortPath(dirname(file));
  const [, name, line] = /^([\w.-]+):(\d+)/.exec(trace.split(`${folder}/`)[1] ?? '') ?? [];
  return line && `${folder}/${name}, line ${line}`;
}
