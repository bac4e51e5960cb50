import { parseArgs } from 'node:util';
import { Failure } from './failure.ts';
import { type Lesson, Mistaken, findLesson, lessonHere } from './lessons.ts';
import { tellFailure } from './tell.ts';

type Options = NonNullable<Parameters<typeof parseArgs>[0]>['options'] & {};

/** What stands behind a command: its words, and its options by name. */
export interface Arguments {
  words: string[];
  options: Record<string, string | boolean | undefined>;
}

/**
 * Runs a command of the course: what it can't do because of what was asked is told in one sentence, and what a program fails as checks
 * tell it, with exit code 1.
 * @param usage shown with --help, and with an option or a word that means nothing
 * @param mostWords how many words it takes: a lesson's name, say
 */
export async function command(
  usage: string,
  options: Options,
  run: (given: Arguments) => Promise<void> | void,
  mostWords = 1,
): Promise<void> {
  process.stdout.on('error', () => process.exit()); // nobody reads on: `| head`
  try {
    const { values, positionals } = parse(usage, { ...options, help: { type: 'boolean' } });
    const extra = positionals[mostWords];
    if (extra !== undefined) throw new Mistaken(`"${extra}" means nothing here.\n${usage}`);
    if (values['help']) console.log(usage);
    else await run({ words: positionals, options: values as Arguments['options'] });
  } catch (error) {
    if (!(error instanceof Mistaken || error instanceof Failure)) throw error;
    console.error(error instanceof Failure ? tellFailure(error) : error.message);
    process.exitCode = 1;
  }
}

function parse(usage: string, options: Options) {
  try {
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    throw new Mistaken(`${(error as Error).message.split('. ')[0]}.\n${usage}`);
  }
}

/** The lesson that was named, or the one in whose folder npm was called. */
export function lessonFrom(name: string | undefined, usage: string): Lesson {
  const lesson = name === undefined ? lessonHere() : findLesson(name);
  if (lesson) return lesson;
  throw new Mistaken(`Which lesson?\n${usage}`);
}

/**
 * A whole number that was given with an option.
 * @throws Mistaken if it is malformed or out of range
 */
export function wholeNumber(name: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least && number <= most) return number;
  throw new Mistaken(`--${name} must be a whole number from ${least} to ${most}, and is "${text}".`);
}
