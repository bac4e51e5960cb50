// Given: who hands out the connections. SCHEDULING, or rr.
import { exitSaying } from './exit-saying.ts';

/** `rr`: the primary does, in turn. `none`: nobody does, the operating system decides. An empty variable counts as unset. */
export const scheduling = readScheduling(process.env['SCHEDULING'] || 'rr');

function readScheduling(text: string): 'rr' | 'none' {
  if (text === 'rr' || text === 'none') return text;
  return exitSaying(`SCHEDULING must be rr or none, and is "${text}".`);
}
