import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path/posix';
import { type FrontMatter, frontMatterOf } from '#workshop/text.ts';
import type { Lesson } from '#workshop/lessons.ts';
import { complaintOf, isFile, isInCode, isLesson, isLookedFor, isOption, isThere, keys, packages, scripts, takesLesson } from './course.ts';
import type { Block, Text } from './markdown.ts';

// What finds texts that no longer fit the course. Each takes a text and gives its faults, a sentence each: `file:line: what is wrong, and what to do`.

/** The headings of each lesson. */
const headings = ['Predict', 'Build', 'Check', 'Look closer', 'What people get wrong', 'In production', 'Go further'];

/** Programs of the system that a `sh` block may call: nothing here knows their words. */
const foreign = ['cd', 'curl', 'git', 'kill', 'ss', 'taskset', 'wrk'];

/** Links to files that are not there, and to headings that their text doesn't have. `read` gives a text; undefined where a learner changed it. */
export function brokenLinks({ path, links, anchors }: Text, read: (path: string) => Text | undefined): string[] {
  return links.flatMap(({ value, line }) => {
    if (/^[a-z]+:/.test(value)) return [];
    const [file = '', anchor] = value.split('#');
    const target = file === '' ? path : join(dirname(path), decodeURI(file));
    if (!isThere(target)) return [`${path}:${line}: the link leads to ${target}, which is not there`];
    if (anchor === undefined) return [];
    const known = target === path ? anchors : read(target)?.anchors;
    if (!known || known.has(anchor)) return [];
    return [`${path}:${line}: ${target} has no heading #${anchor}. It has ${[...known].join(', ')}`];
  });
}

/** What the code of a lesson's tests tells the learner to look at, and is not there: headings of its text, and files. */
export function brokenReferences(path: string, code: string, anchors: ReadonlySet<string>): string[] {
  const at = (index: number) => `${path}:${lineAt(code, index)}`;
  const headings = [...code.matchAll(/\bread: ['"`]([^'"`]*)|README\.md#([\w-]+)/g)].flatMap(({ 1: read, 2: linked, index }) => {
    const anchor = read ?? linked ?? '';
    return anchors.has(anchor) ? [] : [`${at(index)}: the lesson's text has no heading #${anchor}. It has ${[...anchors].join(', ')}`];
  });
  const files = [...code.matchAll(/(?:#given\/|\b(?:lessons|solutions|tests)\/\d\d-)[\w/.-]*[\w/]/g)].flatMap(({ 0: file, index }) =>
    isThere(file) ? [] : [`${at(index)}: there is no ${file}`],
  );
  return [...headings, ...files];
}

/** Code within a line that names what is not there: a file, a module of Node, an option, a lesson, a variable. */
export function unknownNames({ path, code }: Text): string[] {
  return code.flatMap(({ value, line }) => {
    const fault = unknownName(value);
    return fault ? [`${path}:${line}: \`${value}\`: ${fault}`] : [];
  });
}

function unknownName(name: string): string | undefined {
  const file = /^(?:(?:lessons|solutions|tests|workshop|docs|\.ci|\.github)\/|#given\/|#workshop\/)[^\s#…]*/.exec(name)?.[0];
  if (file !== undefined) return isThere(file) ? undefined : `there is no ${file}`;
  if (/^[\w-]+(\.[\w-]+)*\.(ts|mjs|cjs|sh|md|json)$/.test(name)) return isFile(name) ? undefined : 'no file of the course has this name';
  if (/^node:[\w/]+$/.test(name)) return isBuiltin(name) ? undefined : 'Node has no such module';
  const option = /^--[\w-]+/.exec(name)?.[0];
  if (option !== undefined) return isOption(option) ? undefined : 'no command of the course, no package and not Node has this option';
  if (/^[a-z]+(-[a-z0-9]+)+$/.test(name)) {
    if (isLesson(name) || scripts.has(name) || packages.includes(name)) return undefined;
    return 'no lesson has this name, nor a package. (A header is written as `Retry-After`, anything else without these marks)';
  }
  const variable = /^([A-Z]+(?:_[A-Z0-9]+)+)(?:=\S*)?$/.exec(name)?.[1];
  if (variable !== undefined && !isInCode(variable)) return 'this name stands nowhere in the code of the course';
  return undefined;
}

/** Keys that a text says to press and that nothing listens to. */
export function unknownKeys({ path, source }: Text): string[] {
  return [...source.matchAll(/\bpress(?:es|ed|ing)?\s+(?:the\s+key\s+)?(?:`([^`]+)`|(Ctrl-\w|Enter))/gi)].flatMap(
    ({ 1: code, 2: word, index }) => {
      const key = code ?? word ?? '';
      if (keys.has(key)) return [];
      return [`${path}:${lineAt(source, index)}: nothing listens to the key ${key}. The keys are ${[...keys].join(', ')}`];
    },
  );
}

/** Commands, in lines and in `sh` and `console` blocks, that are not there or don't understand their words. `own` is the lesson whose text it is. */
export async function unknownCommands({ path, code, blocks }: Text, own?: Lesson): Promise<string[]> {
  const named = code.filter(({ value }) => /^([A-Z_]+=\S* )*(npm|npx|node) /.test(value));
  const typed = blocks.flatMap(({ language, lines, line }) =>
    lines.flatMap((value, index) => {
      if (language === 'sh' && value !== '' && !value.startsWith('#')) return [{ value, line: line + index }];
      return language === 'console' && value.startsWith('$ ') ? [{ value: value.slice(2), line: line + index }] : [];
    }),
  );
  const faults = await Promise.all(
    [...named, ...typed].flatMap(({ value, line }) =>
      value.split(' && ').map(async (part) => {
        const fault = await unknownCommand(wordsOf(part), own);
        return fault === undefined ? [] : [`${path}:${line}: \`${part}\`: ${fault}`];
      }),
    ),
  );
  return faults.flat();
}

/** The words of a command line: quotes hold blanks together. */
export function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, bare]) => double ?? single ?? bare ?? '');
}

async function unknownCommand(words: readonly string[], own: Lesson | undefined): Promise<string | undefined> {
  const start = words.findIndex((word) => !/^[A-Z_]+=/.test(word));
  const unknown = words.slice(0, start).find((word) => !isInCode(word.split('=')[0] ?? '') && !word.startsWith('CI='));
  if (unknown !== undefined) return `no program of the course reads ${unknown.split('=')[0]}`;
  const [program = '', ...rest] = words.slice(start);
  if (program === 'npm') return unknownScript(rest, own);
  if (program === 'npx') {
    const [name = '', ...more] = rest;
    if (!packages.includes(name)) return `npm ci brings no ${name}`;
    return name === 'tsx' ? unknownProgram(more) : undefined;
  }
  if (program === 'node') return unknownProgram(rest);
  return foreign.includes(program)
    ? undefined
    : `nothing here knows ${program}. The programs that a text may call stand in tests/texts/drift.ts`;
}

async function unknownScript(words: readonly string[], own: Lesson | undefined): Promise<string | undefined> {
  const [verb = '', ...rest] = words;
  const given = verb === 'run' ? rest.slice(1) : rest;
  const name = verb === 'run' ? (rest[0] ?? '') : verb;
  if (name === '…' || (verb === 'run' && name === '')) return undefined; // any script, or all of them
  if (verb !== 'run' && !['test', 'start'].includes(verb))
    return verb === 'ci' && rest.length === 0 ? undefined : `npm ${verb} is no command of the course`;
  if (!scripts.has(name)) return `package.json has no script ${name}. It has ${[...scripts.keys()].join(', ')}`;
  const dashes = given.indexOf('--');
  const kept = (dashes < 0 ? given : given.slice(0, dashes)).find((word) => word.startsWith('-'));
  if (kept !== undefined) return `npm keeps ${kept} for itself: put -- in front of it`;
  const args = given.filter((word, index) => index !== dashes && !/[…<]/.test(word)).map((word) => (word === 'N' ? '1' : word));
  const file = scripts.get(name);
  if (file === undefined) return args.length === 0 ? undefined : `npm run ${name} takes no words`;
  const complaint = await complaintOf(file, args);
  if (complaint !== undefined) return complaint;
  const only = args.indexOf('--only') + 1;
  const lessons = [
    ...(takesLesson(file) && args[0] !== undefined && !args[0].startsWith('-') ? [args[0]] : []),
    ...(only ? [args[only] ?? ''] : []),
  ];
  const lost = lessons.find((lesson) => !isLesson(lesson));
  if (lost !== undefined) return `there is no lesson ${lost}`;
  const number = lessons.find((lesson) => own && /^\d+$/.test(lesson) && Number(lesson) !== own.number);
  return number === undefined
    ? undefined
    : `this is the text of lesson ${own?.number}. Another lesson is named by its name, since numbers change`;
}

/** What npx tsx and node are given: a file, and its words. */
async function unknownProgram(words: readonly string[]): Promise<string | undefined> {
  const at = words.findIndex((word) => /\.(ts|mjs|cjs|js)$/.test(word));
  const file = words[at];
  if (file === undefined) return words.every((word) => word.includes('…')) ? undefined : 'it names no file to run';
  if (!isThere(file)) return `there is no ${file}`;
  const args = words.slice(at + 1);
  for (const inner of args.filter((word) => word.startsWith('node '))) {
    const fault = await unknownCommand(wordsOf(inner), undefined);
    if (fault !== undefined) return fault;
  }
  return args.length === 0 ? undefined : complaintOf(file, args);
}

/** Code blocks that nothing holds to what runs. `read` gives a file; undefined if it is not there. Transcripts are made again elsewhere (replay.ts). */
export function looseBlocks({ path, blocks }: Text, read: (path: string) => string | undefined): string[] {
  const transcripts = blocks.filter(({ language }) => language === 'console').flatMap(({ lines }) => lines);
  return blocks.flatMap((block) => {
    const fault = looseBlock(block, transcripts, read);
    return fault === undefined ? [] : [`${path}:${block.line}: ${fault}`];
  });
}

function looseBlock(
  { language, lines, source }: Block,
  transcripts: readonly string[],
  read: (path: string) => string | undefined,
): string | undefined {
  switch (language) {
    case '':
      return 'a block needs ``` and a language, which says what holds it to what runs: see docs/writing-a-lesson.md';
    case 'sh': // its commands are known, or not: unknownCommands
    case 'console': // made again: replay.ts
    case 'mermaid': // whether it can be drawn is not looked at: mermaid itself is larger than all else that npm ci brings
      return undefined;
    case 'text': {
      if (source?.startsWith('mistake ')) return undefined; // made again: replay.ts
      const file = /^(\S+) prints$/.exec(source ?? '')?.[1];
      const program = file === undefined ? undefined : read(file);
      if (program === undefined)
        return 'a text block needs <!-- tests/NN-slug/shown/….ts prints --> above it, with the file of a program that prints it';
      return holds(promisesOf(program), lines) ? undefined : `${file} doesn't promise these lines with // prints:`;
    }
    case 'json':
      if (source === undefined && transcripts.some((line) => line.includes(inOneLine(lines)))) return undefined;
  }
  const file = source === undefined ? undefined : read(source);
  if (file === undefined)
    return `a ${language} block needs an HTML comment above it that names the file from which it is${source === undefined ? '' : `: there is no ${source}`}`;
  return isFrom(file, lines) ? undefined : `this does not stand in ${source}. Copy it from there, or change both`;
}

/** What a program says that it prints: its lines `// prints: …`. */
export const promisesOf = (program: string): string[] => [...program.matchAll(/^\/\/ prints:(?: (.*))?$/gm)].map(([, line = '']) => line);

/** Whether code is an excerpt of a file, whatever its indentation. A line `// …` stands for lines that are left out. */
function isFrom(file: string, lines: readonly string[]): boolean {
  const flat = (code: readonly string[]) => code.map((line) => line.trim());
  let rest = flat(file.split('\n'));
  for (const piece of flat(lines)
    .join('\n')
    .split(/^\/\/ …$/m)) {
    const wanted = piece.replace(/^\n|\n$/g, '').split('\n');
    const at = placeOf(rest, wanted);
    if (at < 0) return false;
    rest = rest.slice(at + wanted.length);
  }
  return true;
}

const placeOf = (lines: readonly string[], wanted: readonly string[]) =>
  lines.findIndex((_line, start) => wanted.every((line, index) => line === lines[start + index]));

const holds = (lines: readonly string[], wanted: readonly string[]) => placeOf(lines, wanted) >= 0;

function inOneLine(lines: readonly string[]): string {
  try {
    return JSON.stringify(JSON.parse(lines.join('\n')));
  } catch (error) {
    return (error as Error).message;
  }
}

/** What is missing or odd in a lesson's front matter, and where its headings and choices are not as they should be. */
export function incomplete({ path, source, headings: found, items }: Text): string[] {
  const faults: string[] = [];
  const say = (line: number, fault: string) => void faults.push(`${path}:${line}: ${fault}`);
  const second = found.filter(({ depth }) => depth === 2);
  const odd = [...headings.keys(), headings.length].find((place) => second[place]?.value !== headings[place]);
  if (odd !== undefined)
    say(
      second[odd]?.line ?? source.split('\n').length,
      headings[odd] ? `here "## ${headings[odd]}" is due` : 'no more headings follow "## Go further"',
    );

  let told: FrontMatter;
  try {
    told = frontMatterOf(source);
  } catch (error) {
    return [...faults, `${path}:1: the front matter is no YAML: ${(error as Error).message.split('\n')[0]}`];
  }
  const { title, minutes, teaches, predict, room, race, needs, runs, ...more } = told;
  for (const [name, value] of Object.entries({ title, teaches, room, 'predict.question': predict.question })) {
    if (typeof value !== 'string' || value.trim() === '') say(1, `the front matter needs ${name}, in words`);
  }
  for (const name of Object.keys(more)) say(1, `nothing reads ${name} in the front matter`);
  if (!Number.isInteger(minutes) || minutes < 10 || minutes > 25)
    say(1, `minutes is ${minutes}: the core takes a whole number of minutes from 10 to 25`);
  if (race && !(isLesson(String(race.against)) && race.doubt)) say(1, 'race needs against, the name of a lesson, and doubt, a sentence');
  if (runs !== undefined && !isFile(runs.split(' ').at(-1) ?? '')) say(1, 'runs needs a command that ends with a file of the course');
  for (const program of needs ?? [])
    if (!isLookedFor(program)) say(1, `npm run doctor doesn't look for ${program}: see workshop/commands/doctor.ts`);

  const choices = Object.entries(predict.choices).map(([letter, choice]) => `${letter}) ${String(choice).replaceAll('`', '')}`);
  if (choices.length < 2) say(1, 'predict needs at least two choices, named a, b…');
  const shown = items.filter(({ heading, value }) => heading === 'Predict' && /^[a-z]\) /.test(value));
  for (const [index, choice] of choices.entries()) {
    if (shown[index]?.value !== choice)
      say(shown[index]?.line ?? 1, `the choice "${choice}" of the front matter is due here, under Predict`);
  }
  const { answer } = predict;
  if (!(answer in predict.choices)) say(1, 'no comment under Look closer says which choice is right: <!-- answer: b -->');
  const said = /[Tt]he answer is ([a-z])(?=[.:])/.exec(source);
  if (said && said[1] !== answer) say(lineAt(source, said.index), `the answer is ${answer}, as the comment says, and not ${said[1]}`);
  return faults;
}

/** Where the table of README.md doesn't tell the lessons as they are. */
export function wrongTable(
  { path, source }: Text,
  lessons: readonly { number: number; slug: string; text: string; minutes: number | undefined }[],
): string[] {
  const rows = [...source.matchAll(/^\| (\d+) +\| \[(\S+)\]\((\S+)\) +\|.*\| (\d+) +\|$/gm)];
  const first = lineAt(source, rows[0]?.index ?? 0);
  const faults = lessons.flatMap(({ number, slug, text, minutes }) => {
    const row = rows.find(([, , name]) => name === slug);
    if (!row) return [`${path}:${first}: the table needs a row for lesson ${number}, ${slug}`];
    const line = lineAt(source, row.index);
    if (Number(row[1]) !== number || row[3] !== text) return [`${path}:${line}: lesson ${slug} is ${number}, ${text}`];
    return minutes === undefined || Number(row[4]) === minutes
      ? []
      : [`${path}:${line}: ${slug} takes ${minutes} minutes, as its front matter says, and not ${row[4]}`];
  });
  const gone = rows.filter(([, , name]) => lessons.every(({ slug }) => slug !== name));
  return [...faults, ...gone.map(({ 2: name, index }) => `${path}:${lineAt(source, index)}: there is no lesson ${name}`)];
}

const lineAt = (text: string, index: number): number => text.slice(0, index).split('\n').length;
