// Given: the port to listen on. PORT, or 3000.
import { exitSaying } from './exit-saying.ts';

/** A number from 0 to 65535; 0 lets the system choose a free one. An empty variable counts as unset. */
export const port = readPort(process.env['PORT'] || '3000');

function readPort(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number <= 65_535) return number;
  return exitSaying(`PORT must be a whole number from 0 to 65535, and is "${text}".`);
}
