import { styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];

/** Whether standard output shows colours: a terminal that can, unless NO_COLOR is set; FORCE_COLOR sets it for a pipe. */
const colours = process.env['FORCE_COLOR'] ? true : process.stdout.isTTY && process.stdout.hasColors() && !process.env['NO_COLOR'];

/** The text in a colour or weight, where standard output shows any. */
export function paint(format: Format, text: string): string {
  return colours ? styleText(format, text) : text;
}

/** Terminals that are known to show a link (OSC 8); others might show its letters. */
const links =
  colours &&
  (process.env['VTE_VERSION'] ||
    /^(iTerm\.app|vscode|WezTerm|ghostty)$/.test(process.env['TERM_PROGRAM'] ?? '') ||
    process.env['WT_SESSION'] ||
    process.env['KITTY_WINDOW_ID']);

/** The text as a link to a file of the course, where the terminal can. */
export function link(text: string, path: string): string {
  return links ? `\u001B]8;;${new URL(`../${path}`, import.meta.url).href}\u001B\\${text}\u001B]8;;\u001B\\` : text;
}
