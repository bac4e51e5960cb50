import { createInterface } from 'node:readline/promises';
import { Mistaken } from './lessons.ts';

/** Whether somebody sits there who can be asked. */
export const isInteractive = (): boolean => process.stdin.isTTY && process.stdout.isTTY;

/**
 * Asks for a yes. Without a terminal nobody can be asked.
 * @param yes what `--yes` said: then it isn't asked
 * @throws Mistaken where nobody can be asked and nothing was said
 */
export async function confirm(question: string, yes: boolean): Promise<boolean> {
  if (yes) return true;
  if (!isInteractive()) throw new Mistaken(`${question} Nobody can be asked here: add -- --yes to do it.`);
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await lines.question(`${question} (y/N) `)).trim());
  } finally {
    lines.close();
  }
}
