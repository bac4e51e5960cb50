/** What a failed check tells: see "What a failure looks like" in docs/writing-a-lesson.md. */
export interface Told {
  /** What the workshop did, as sentences: `Started app.ts with PORT=4100, then asked for / 30 times.` */
  did?: string;
  expected: string;
  saw: string;
  /** What that means, and where to look. */
  so: string;
  /** A heading of the lesson's text; `build` unless told. */
  read?: string;
}

/**
 * A check that was not met, in words for the learner. Anything else that a check throws is a fault of the course.
 */
export class Failure extends Error {
  readonly told: Told;
  /** Where to go from here; the lesson's test adds it. */
  readOn?: string;

  constructor(told: Told) {
    super([told.did, `expected  ${told.expected}`, `saw       ${told.saw}`, `So        ${told.so}`].filter(Boolean).join('\n'));
    this.name = 'Failure';
    this.told = told;
  }
}

/** `1 process`, `3 processes`: a count with its noun. */
export function count(number: number, noun: string): string {
  if (number === 1) return `1 ${noun}`;
  if (noun === 'child') return `${number} children`;
  return `${number} ${noun}${/(s|ch|x)$/.test(noun) ? 'es' : 's'}`;
}

/** `1`, `1 and 2`, `1, 2 and 3`: things in a sentence. */
export function list(things: readonly (string | number)[], last = 'and'): string {
  if (things.length < 2) return things.join('');
  return `${things.slice(0, -1).join(', ')} ${last} ${things.at(-1)}`;
}
