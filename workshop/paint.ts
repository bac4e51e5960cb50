import { styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];

/** Whether standard output shows colours: a terminal that can, unless NO_COLOR is set; FORCE_COLOR sets it for a pipe. */
const colours = process.env['FORCE_COLOR'] ? true : process.stdout.isTTY && process.stdout.hasColors() && !process.env['NO_COLOR'];

/** The text in a colour or weight, where standard output shows any. */
export function paint(format: Format, text: string): string {
  return colours ? styleText(format, text) : text;
}
