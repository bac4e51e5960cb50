import type { Look } from './load/look.ts';

/** Headers whose values may differ: the time, and who answers. */
const own = ['date', 'x-pid'];

/** How an answer differs from one process's, in words; undefined if it is the same, byte by byte and header by header. */
export function difference(answer: Look, reference: Look): string | undefined {
  if (answer.status !== reference.status) return `it answers with status ${answer.status} instead of ${reference.status}`;
  for (const name of Object.keys(reference.headers)) {
    const [mine, theirs] = [answer.headers[name], reference.headers[name]];
    if (mine === undefined) return `its answer lacks the header ${name}`;
    if (mine !== theirs && !own.includes(name)) return `its header ${name} is "${mine}" instead of "${theirs}"`;
  }
  const extra = Object.keys(answer.headers).find((name) => !(name in reference.headers));
  if (extra) return `its answer has one more header, ${extra}`;
  if (answer.body.length !== reference.body.length) return `its body has ${answer.body.length} bytes instead of ${reference.body.length}`;
  return Buffer.compare(answer.body, reference.body) === 0 ? undefined : 'its body has other bytes';
}
