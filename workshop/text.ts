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
  /** The command that runs this lesson's program, where that is no server and `npm run app` is not for it. */
  runs?: string;
  /** Programs that this lesson needs and `npm ci` doesn't bring. */
  needs?: string[];
}

const nothing = { title: '', minutes: 0, teaches: '', predict: { question: '', choices: {}, answer: '' }, room: '' };

/** The front matter of a lesson's text; where a learner has lost or spoilt the text, what the lesson's name tells. */
export function frontMatter({ slug, folder }: Lesson): FrontMatter {
  try {
    const told = frontMatterOf(readFileSync(join(root, 'lessons', folder, 'README.md'), 'utf8'));
    return { ...told, title: told.title || slug };
  } catch {
    return { ...nothing, title: slug };
  }
}

/**
 * What a text says about itself; what it doesn't say is empty.
 * @throws if its front matter is no YAML
 */
export function frontMatterOf(text: string): FrontMatter {
  const told = { ...nothing, ...(load(/^---\n([^]*?)\n---\n/.exec(text)?.[1] ?? '{}') as Partial<FrontMatter>) };
  return { ...told, predict: { ...nothing.predict, ...told.predict, answer: /^<!-- answer: (\w+) -->$/m.exec(text)?.[1] ?? '' } };
}
