import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify, stripVTControlCharacters } from 'node:util';
import { findLesson, learnersFile, readOn, root, solutionOf } from '#workshop/lessons.ts';
import { checksOf, mistakesOf } from '#workshop/lesson-tests.ts';
import { cleanEnvironment } from '#workshop/program/environment.ts';
import { type Launched, launch } from '#workshop/program/launch.ts';
import { nodeOptionsFor, shortPath } from '#workshop/program/source.ts';
import { tellOutcome } from '#workshop/tell.ts';
import { outcomesOf, writeMistake } from '../judging.ts';
import { promisesOf, wordsOf } from './drift.ts';
import type { Block, Text } from './markdown.ts';

// Transcripts: what a text shows is done again, and compared.

const run = promisify(execFile);

/** For a command, in ms: it ends by events, and a machine may be busy. */
const deadline = 180_000;

/** Does again what the `console` blocks of a text show, and the failures of mistakes. Gives what came out otherwise, a sentence each. */
export async function staleTranscripts({ path, blocks }: Text, read: (path: string) => string | undefined): Promise<string[]> {
  const faults: string[] = [];
  const say = (block: Block, index: number, fault: string) => void faults.push(`${path}:${block.line + index}: ${fault}`);
  let program: Launched | undefined;
  try {
    for (const block of blocks) {
      const { source, lines } = block;
      if (block.language === 'text' && source?.startsWith('mistake ')) {
        const fault = difference(await failureOf(source), lines, true);
        if (fault !== undefined) say(block, 0, fault);
      }
      if (block.language !== 'console') continue;
      if (source?.startsWith('app ')) {
        await program?.end();
        program = await launch(solutionOf(findLesson(wordsOf(source)[1] ?? '')), { env: environmentOf(source) });
        await program.rest(); // and what it wrote is read
      }
      const vague = source?.endsWith('; figures differ') ?? false;
      const starts = lines.flatMap((line, index) => (line.startsWith('$ ') ? [index] : []));
      if (starts[0] !== 0) say(block, 0, 'a console block begins with a command, "$ npm run …"');
      for (const [i, start] of starts.entries()) {
        const command = lines[start]?.slice(2) ?? '';
        const happened = await redo(command, source, program, read);
        const shown = lines.slice(start + 1, starts[i + 1]);
        const fault = typeof happened === 'string' ? happened : difference(happened, shown, vague, command.startsWith('npm run app'));
        if (fault !== undefined) say(block, start, fault);
      }
    }
  } finally {
    await program?.end();
  }
  return faults;
}

/** The lines that a command writes now; a sentence if that can't be had. */
async function redo(
  command: string,
  source: string | undefined,
  program: Launched | undefined,
  read: (path: string) => string | undefined,
): Promise<string[] | string> {
  const shown = /^npx tsx (\S+)$/.exec(command)?.[1];
  if (shown !== undefined) {
    const text = read(shown);
    const promised = promisesOf(text ?? '');
    return promised.length > 0 ? promised : `${shown} promises nothing with // prints:`;
  }
  if (!program) return 'no block above says which program this asks: put <!-- app 2 --workers 3 --> above the first one';
  if (command.startsWith('npm run app ')) {
    const said = wordsOf(command.replace('npm run ', '').replace(' -- ', ' ')).join(' ');
    return said === source?.split(';')[0]
      ? program.stdout.lines
      : `this starts "${said}", and the comment above the block "${source ?? 'nothing'}"`;
  }
  const words = /^npm run call -- (.*)$/.exec(command)?.[1];
  if (words === undefined) return 'only npm run app, npm run call and npx tsx with a program of shown/ can be done again';
  const call = join(root, 'workshop/commands/call.ts');
  const { stdout } = await run(
    process.execPath,
    [...nodeOptionsFor(call), call, ...wordsOf(sooner(words)), '--port', String(program.port)],
    {
      env: cleanEnvironment(),
      timeout: deadline,
    },
  );
  return stdout.split('\n');
}

/** `app 2 --workers 3 --scheduling none` as environment variables. */
function environmentOf(source: string): Record<string, string> {
  const names: Record<string, string> = { workers: 'WEB_CONCURRENCY', scheduling: 'SCHEDULING' };
  return Object.fromEntries(
    [...source.matchAll(/--(\w+) ([^\s;]+)/g)].map(([, option = '', value = '']) => [names[option] ?? option, value]),
  );
}

/** `mistake one-worker-per-cpu: listens in the primary only`: how a mistake of a lesson is turned down, as its learner is told. */
async function failureOf(source: string): Promise<string[]> {
  const [, slug = '', name = ''] = /^mistake (\S+): (.*)$/.exec(source) ?? [];
  const lesson = findLesson(slug);
  const mistake = (await mistakesOf(lesson)).find((one) => one.name === name);
  const check = (await checksOf(lesson)).find((one) => one.name === mistake?.fails);
  if (!mistake || !check) return [`(tests/${lesson.folder}/mistakes.ts has no mistake "${name}")`];
  const file = writeMistake(lesson, mistake);
  const [outcome] = await outcomesOf(file, [check]);
  if (outcome?.state !== 'failed') return [`(it passes "${check.name}")`];
  outcome.failure.readOn = readOn(lesson, outcome.failure.told.read);
  const told = stripVTControlCharacters(tellOutcome(check, outcome, true));
  return told.replaceAll(shortPath(file), shortPath(learnersFile(lesson))).split('\n');
}

/**
 * How what happened differs from what a text shows, in a sentence; undefined if it doesn't.
 * How long bars are is left aside, since a worker of a busy machine may miss its turn; how many there are, and their sum, is not.
 * @param vague the figures differ from run to run, and how many lines there are that are alike but for these
 * @param anyOrder processes write side by side
 */
export function difference(happened: readonly string[], shown: readonly string[], vague = false, anyOrder = false): string | undefined {
  const wanted = normal(shown.map(sooner), vague).filter((line) => line !== '…');
  const seen = normal(happened, vague);
  const all = shown.includes('…') ? seen.filter((line) => wanted.includes(line)) : seen;
  const [a, b] = anyOrder ? [all.toSorted(), wanted.toSorted()] : vague ? [[...new Set(all)], [...new Set(wanted)]] : [all, wanted];
  if (a.length === b.length) {
    a.push(...sumOf(happened));
    b.push(...sumOf(shown));
  }
  const at = [...a.keys(), a.length].find((place) => a[place] !== b[place]);
  if (at === undefined) return undefined;
  return `the text shows ${tell(b[at])}, and what comes is ${tell(a[at])}`;
}

const tell = (line: string | undefined) => (line === undefined ? 'no more lines' : `"${line}"`);

/** `in all 30`, where bars show how many answers each process gave. */
function sumOf(lines: readonly string[]): string[] {
  const figures = lines.map((line) => Number(/█+ (\d+)$/.exec(line)?.[1] ?? 0));
  const sum = figures.reduce((total, figure) => total + figure, 0);
  return sum > 0 ? [`in all ${sum}`] : [];
}

/** A replay need not burn for two seconds: what a text shows with ms=2000 holds for a fifth of it. */
const sooner = (line: string) => line.replaceAll(/(ms=|Worked |Waited )2000\b/g, '$1400');

/** Without what differs from run to run: pids, times, ports; `vague`: without any figure. */
function normal(lines: readonly string[], vague: boolean): string[] {
  return lines
    .filter((line) => line.trim() !== '')
    .map((line) =>
      (vague ? line.replace(/\d+/g, '<n>') : line)
        .replace(/█+ (\d+|<n>)$/, '<bar>')
        .replace(/(processes: )\d+(?:, \d+)*/g, (list, start: string) => start + list.slice(start.length).replace(/\d+/g, '<pid>'))
        .replace(/\b(pid|process|Primary|Worker) \d+/g, '$1 <pid>')
        .replace(/"\d{3,}":\d+/g, '"<pid>":<n>')
        .replace(/[Pp]ort \d+/g, 'port <port>')
        .replace(/\b\d+ ms( {2}|$)/g, '<time> ')
        .replace(/\s+/g, ' ')
        .trim(),
    );
}
