// Given: tells whether a file was started, or only imported by another one.
import { existsSync, realpathSync } from 'node:fs';

/** `isMain(import.meta)` is true in the file that was started: `node file.ts`. (Node 24.2 and later know it as `import.meta.main`.) */
export function isMain({ filename }: ImportMeta): boolean {
  const started = process.argv[1];
  // A link is followed on both sides: macOS keeps /tmp behind one, and Windows doesn't care for upper and lower case.
  return started !== undefined && existsSync(started) && realpathSync.native(started) === realpathSync.native(filename);
}
