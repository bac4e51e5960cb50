import { Transform } from 'node:stream';
import type { Outcome } from './checks.ts';
import { Failure } from './failure.ts';
import { paint } from './paint.ts';
import { indent, tellOutcome } from './tell.ts';

// A reporter for node:test (--test-reporter): a line a test, what failed in full, and the counts.

interface Data {
  name: string;
  nesting: number;
  message?: string;
  skip?: string | boolean;
  todo?: string | boolean;
  details?: { type?: string; error?: { cause?: unknown } };
}

/** Whether the counts are shown at the end, as node:test's own reporter shows them: not on a learner's page. */
export const page = { counts: true };

/** Why a ★ check is not judged yet, as node:test is told. */
export const waiting = '★ begins when the checks above pass';

let failures = 0;
/** What failed, to be told again at the end of a long page. */
const failed: string[] = [];

export default new Transform({
  writableObjectMode: true,
  transform({ type, data }: { type: string; data: Data }, _encoding, done) {
    done(null, tell(type, data));
  },
  flush(done) {
    done(null, page.counts && failed.length > 0 ? `\nWhat failed:\n\n${failed.join('')}` : '');
  },
});

function tell(type: string, data: Data): string {
  if (type === 'test:diagnostic') return page.counts && data.nesting === 0 ? `${paint('dim', `ℹ ${data.message}`)}\n` : '';
  if (data.details?.type === 'suite' || !/^test:(pass|fail)$/.test(type)) return '';
  const check = { name: data.name, star: Boolean(data.todo) };
  if (type === 'test:pass') {
    if (data.skip && page.counts) return `  ☆ ${data.name}: ${data.skip}\n`;
    const skipped: Outcome = data.skip === waiting ? { state: 'waits' } : { state: 'skipped', why: String(data.skip) };
    return `${tellOutcome(check, data.skip ? skipped : { state: 'passed' }, false)}\n`;
  }
  const cause = data.details?.error?.cause;
  const told =
    cause instanceof Failure
      ? `${tellOutcome(check, { state: 'failed', failure: cause }, failures++ === 0)}\n`
      : `  ${paint('red', '✖')} ${data.name}\n${indent(cause instanceof Error ? (cause.stack ?? cause.message) : String(cause))}\n\n`;
  failed.push(told);
  return told;
}
