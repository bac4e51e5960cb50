import { stripVTControlCharacters } from 'node:util';
import { isComplete, tellJourney, tellPassed, tellTask } from '../course.ts';
import { allLessons } from '../lessons.ts';
import { paint } from '../paint.ts';
import { readProgress } from '../progress.ts';
import { tellOutcome } from '../tell.ts';
import { frontMatter } from '../text.ts';
import type { Session } from './session.ts';

/** The session as lines that are no wider than the terminal; in fewer words where these would be more than it has rows. */
export function pageOf(session: Session, columns: number, rows: number): string {
  const whole = linesOf(session, columns, false);
  return (whole.length < rows ? whole : linesOf(session, columns, true)).join('\n');
}

function linesOf(session: Session, columns: number, brief: boolean): string[] {
  const { lesson } = session;
  const parts = [
    [paint('bold', `${lesson.number} of ${allLessons().length} · ${frontMatter(lesson).title}`), ...tellTask(lesson)],
    session.state === 'predicting' ? prediction(session) : checks(session, brief),
    session.passed ? ending(session) : [],
    session.notice,
    [session.question ? paint('yellow', `${session.question.text} y/N`) : keys(session)],
  ];
  const lines = parts.filter((part) => part.length > 0).flatMap((part) => [...part, '']);
  return lines.flatMap((line) => line.split('\n')).flatMap((line) => wrap(line, columns));
}

function prediction({ lesson }: Session): string[] {
  const { question, choices } = frontMatter(lesson).predict;
  return [
    paint('cyan', 'Predict, before anything runs:'),
    question,
    ...Object.entries(choices).map(([letter, choice]) => `  ${paint('bold', letter)}  ${choice}`),
    paint('dim', `Press ${Object.keys(choices).join(', ')}, or Enter to skip. Then your file is checked, and again each time you save it.`),
  ];
}

/** `brief`: only the first failure says what was seen. */
function checks({ checks, outcomes }: Session, brief: boolean): string[] {
  const first = outcomes.findIndex((outcome) => outcome?.state === 'failed');
  return checks.map((check, index) => {
    const outcome = outcomes[index];
    const told = outcome && tellOutcome(check, outcome, index === first);
    if (told) return brief && index !== first ? (told.split('\n')[0] as string) : told;
    return `  ${paint('dim', `… ${check.name}`)}`;
  });
}

function ending({ lesson, checks, outcomes }: Session): string[] {
  const progress = readProgress();
  const open = checks.filter(({ star }, index) => star && outcomes[index]?.state === 'failed').length;
  const next = allLessons().some(({ number }) => number > lesson.number);
  return [
    ...tellPassed(lesson, progress),
    ...(open > 0 ? [`${'☆'.repeat(open)} for more, if you like: see "Go further" in the text.`] : []),
    ...(next ? [`${paint('bold', 'n')} opens the next lesson.`] : []),
    ...(isComplete(progress) ? ['', ...tellJourney(progress)] : []),
  ];
}

/** The keys, and what they do. */
export const keyNames = { n: 'next', p: 'previous', h: 'hint', l: 'list', s: 'solution', r: 'reset', Enter: 'run again', q: 'quit' };

function keys({ state }: Session): string {
  const shown = Object.entries(keyNames).filter(([key]) => state !== 'predicting' || 'nplq'.includes(key));
  return shown.map(([key, name]) => `${paint('bold', key)}\u00A0${paint('dim', name.replace(' ', '\u00A0'))}`).join('  ');
}

/** Breaks a line at spaces, and a path after a slash where it must; what follows is moved in as far as the line was. */
export function wrap(line: string, columns: number): string[] {
  const width = (text: string) => stripVTControlCharacters(text).length;
  if (width(line) <= columns) return [line];
  const margin = /^ */.exec(stripVTControlCharacters(line))?.[0] ?? '';
  const lines: string[] = [];
  let current = '';
  for (const piece of line.split(/(?<=\S)(?= )|(?<=\w\/)(?=\w)/)) {
    if (current.trim() && width(current + piece) > columns) {
      lines.push(current);
      current = margin + piece.trimStart();
    } else current += piece;
  }
  return [...lines, current];
}
