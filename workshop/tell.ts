import type { Check, Outcome } from './checks.ts';
import type { Failure } from './failure.ts';
import { paint } from './paint.ts';

/** A failure as lines: what was done, expected and seen, what it means, and where to go. */
export function tellFailure({ told: { did, expected, saw, so }, readOn }: Failure): string {
  const row = (name: string, text: string, strong = false) =>
    `${paint(strong ? 'bold' : 'dim', name.padEnd(9))} ${text.replaceAll('\n', '\n          ')}`;
  return [did, row('expected', expected), row('saw', saw), row('So', so, true), readOn && row('Read', readOn)].filter(Boolean).join('\n');
}

/**
 * The outcome of one check, as lines. The first failure of a page is told in full, a later one in a line: it often has the same cause.
 */
export function tellOutcome({ name, star }: Pick<Check, 'name' | 'star'>, outcome: Outcome, first: boolean): string {
  switch (outcome.state) {
    case 'passed':
      return `  ${paint('green', star ? '★' : '✔')} ${name}`;
    case 'waits':
      return `  ${paint('dim', `☆ ${name} (once the checks above pass)`)}`;
    case 'skipped':
      return `  ${paint('yellow', '–')} ${name}\n${indent(paint('dim', `not judged: ${outcome.why}`))}`;
    case 'failed': {
      const sign = star ? paint('yellow', '☆') : paint('red', '✖');
      if (first) return `  ${sign} ${name}\n${indent(tellFailure(outcome.failure))}\n`;
      const saw = outcome.failure.told.saw.split('\n')[0]?.replace(/(, with these last words)?:$/, '');
      return `  ${sign} ${name}\n${indent(paint('dim', `saw ${saw}`))}`;
    }
  }
}

/** Each line moved in below a check's name. */
export const indent = (text: string) => text.replace(/^(?=.)/gm, '      ');
