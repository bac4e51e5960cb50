import { Transform } from 'node:stream';
import { Failure } from './failure.ts';
import { paint } from './paint.ts';

// A reporter for node:test (--test-reporter): the learner's page of a lesson, and the proof of the course.

interface Data {
  name: string;
  nesting: number;
  message?: string;
  skip?: string | boolean;
  todo?: string | boolean;
  details?: { type?: string; error?: { cause?: unknown } };
}

const told = new Set<Failure>();

export default new Transform({
  writableObjectMode: true,
  transform({ type, data }: { type: string; data: Data }, _encoding, done) {
    done(null, tell(type, data));
  },
});

function tell(type: string, data: Data): string {
  const indent = '  '.repeat(data.nesting);
  switch (type) {
    case 'test:pass':
      if (data.details?.type === 'suite') return '';
      if (data.skip) return `${indent}${paint('dim', `☆ ${data.name}`)}\n${indent}    ${paint('dim', String(data.skip))}\n`;
      return `${indent}${paint('green', data.todo ? '★' : '✔')} ${data.name}\n`;
    case 'test:fail':
      if (data.details?.type === 'suite') return '';
      return `${indent}${data.todo ? paint('yellow', '☆') : paint('red', '✖')} ${data.name}\n${explain(data.details?.error?.cause, `${indent}    `)}`;
    case 'test:diagnostic':
      return data.nesting === 0 ? `${paint('dim', `ℹ ${data.message}`)}\n` : '';
    default:
      return '';
  }
}

function explain(cause: unknown, indent: string): string {
  if (!(cause instanceof Failure)) return block(cause instanceof Error ? (cause.stack ?? cause.message) : String(cause), indent);
  if (told.has(cause)) return `${indent}${paint('dim', 'for the same reason')}\n\n`;
  told.add(cause);
  return block(tellFailure(cause), indent);
}

const block = (text: string, indent: string) => `${text.replace(/^/gm, indent)}\n\n`;

/** A failure as lines: what was done, expected and seen, what it means, and where to go. */
export function tellFailure({ told: { did, expected, saw, so }, readOn }: Failure): string {
  const rows = [
    ['expected', expected],
    ['saw', saw],
    ['So', so],
    ['Read', readOn ?? ''],
  ] as const;
  const lines = rows
    .filter(([, text]) => text)
    .map(
      ([name, text]) =>
        `${paint(name === 'expected' || name === 'saw' ? 'dim' : 'bold', name.padEnd(9))} ${text.replaceAll('\n', '\n          ')}`,
    );
  return [...(did ? [did] : []), ...lines].join('\n');
}
