import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '#workshop/compare/result.ts';
import { command } from '#workshop/command.ts';
import { Mistaken, root } from '#workshop/lessons.ts';
import { measurementsOf } from './measurements/text.ts';

// npm run measurements: docs/measurements.md, from a full run that was saved.

const usage = `npm run measurements -- saved.json    writes docs/measurements.md from what npm run compare -- --json printed, and keeps that beside it
npm run measurements                  writes it again from what is kept`;

const kept = join(root, 'docs/measurements.json');
const text = join(root, 'docs/measurements.md');

await command(usage, {}, async ({ words: [file = kept] }) => {
  const result = read(file);
  if (result.settings.quick || !result.complete)
    throw new Mistaken(
      `${file} is ${result.complete ? 'a quick run' : 'an interrupted run'}. A full one is needed: npm run compare -- --json > saved.json`,
    );
  writeFileSync(text, await measurementsOf(result, text));
  writeFileSync(kept, `${JSON.stringify(result).replaceAll('{"contender"', '\n{"contender"')}\n`);
  console.log('Written: docs/measurements.md, docs/measurements.json');
});

function read(file: string): Result {
  try {
    const text = readFileSync(file, 'utf8');
    return JSON.parse(text.slice(Math.max(0, text.search(/^\{/m)))) as Result; // npm may have announced the command above it
  } catch (error) {
    throw new Mistaken(`${file} can't be read as what npm run compare -- --json prints: ${(error as Error).message}`);
  }
}
