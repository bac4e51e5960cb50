import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after } from 'node:test';
import { root } from '#workshop/lessons.ts';

// In the course, so that a program may import #given/…, and where git ignores it.
mkdirSync(join(root, '.every-core'), { recursive: true });

/** A folder for programs that tests write; gone when they have run. */
export const scratch = mkdtempSync(join(root, '.every-core', 'scratch-'));
after(() => rmSync(scratch, { recursive: true }));

/** Writes a program there, and gives its path. */
export function written(name: string, text: string): string {
  const file = join(scratch, name);
  writeFileSync(file, text);
  return file;
}
