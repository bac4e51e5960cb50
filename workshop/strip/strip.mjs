// Replaces types by blanks, so that a .ts file runs as it stands: each line and column stays where it was, and no source map is needed.
// Kept by content in node_modules/.cache, since the compiler takes a tenth of a second to load.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const cache = fileURLToPath(new URL('../../node_modules/.cache/every-core/', import.meta.url));
const require = createRequire(import.meta.url);

/**
 * The JavaScript of a TypeScript text.
 * @param {string} source the text, in UTF-8 as the disk holds it
 * @param {string} filename named in an error
 * @returns {string} JavaScript with the same lines and columns
 * @throws {{ code: string, message: string, snippet: string, startLine: number }} what the compiler says:
 *   `code` is `InvalidSyntax`, or `UnsupportedSyntax` for what can't be erased (an enum, say)
 */
export function strip(source, filename) {
  const kept = `${cache}${createHash('sha1').update(source).digest('hex')}.mjs`;
  try {
    return readFileSync(kept, 'utf8');
  } catch {
    const { transformSync } = require('@swc/wasm-typescript');
    const { code } = transformSync(source, { mode: 'strip-only', filename });
    keep(kept, code);
    return code;
  }
}

/**
 * Written whole or not at all: several processes may be at it. A folder that can't be written costs time, nothing else.
 * @param {string} file
 * @param {string} code
 */
function keep(file, code) {
  try {
    mkdirSync(cache, { recursive: true });
    const unfinished = `${file}.${process.pid}`;
    writeFileSync(unfinished, code);
    renameSync(unfinished, file);
  } catch {}
}
