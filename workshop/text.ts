import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { type Lesson, root } from './lessons.ts';

/** What a lesson's text says about itself, in its front matter. */
export interface FrontMatter {
  title: string;
  /** How long the core takes. */
  minutes: number;
  /** What it teaches, in a sentence. */
  teaches: string;
  /** `answer` stands in a comment under Look closer, `<!-- answer: b -->`: a reader of the file meets the question first. */
  predict: { question: string; choices: Record<string, string>; answer: string };
  /** A question to ask the room. */
  room: string;
  /** `npm run race`: the lesson, by its slug, whose worked answer runs against the learner's program of this one, and the doubt to raise. */
  race?: { against: string; doubt: string };
  /** Programs that this lesson needs and `npm ci` doesn't bring. */
  needs?: string[];
}

/** The front matter of a lesson's text; where a learner has lost the text, what the lesson's name tells. */
export function frontMatter({ slug, folder }: Lesson): FrontMatter {
  const nothing = { title: slug, minutes: 0, teaches: '', predict: { question: '', choices: {}, answer: '' }, room: '' };
  try {
    const text = readFileSync(join(root, 'lessons', folder, 'README.md'), 'utf8');
    const told = { ...nothing, ...(load(/^---\n([^]*?)\n---\n/.exec(text)?.[1] ?? '{}') as Partial<FrontMatter>) };
    return { ...told, predict: { ...told.predict, answer: /^<!-- answer: (\w+) -->$/m.exec(text)?.[1] ?? '' } };
  } catch {
    return nothing;
  }
}

/** A fenced block of a text. */
export interface Block {
  language: string;
  lines: string[];
  /** What stands in an HTML comment above it: the file from which it is, or the program to which its commands speak. */
  source: string | undefined;
  /** Its first line in the text, from 1. */
  line: number;
}

/** The fenced blocks of a Markdown text. */
export function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  for (const { 0: whole, 1: source, 2: language = '', 3: code = '', index } of text.matchAll(
    /(?:^<!-- (.*?) -->\n\n)?^```(\w*)\n([^]*?)\n```$/gm,
  )) {
    const line = text.slice(0, index).split('\n').length + whole.slice(0, whole.indexOf('```')).split('\n').length;
    blocks.push({ language, lines: code.split('\n'), source, line });
  }
  return blocks;
}
