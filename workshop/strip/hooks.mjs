// The same hook twice: `load` for Node 20, where hooks run in a thread of their own, `loadSync` for later versions, where they don't.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { strip } from './strip.mjs';

/**
 * @param {string} url
 * @param {object} context
 * @param {(url: string, context: object) => any} next
 */
export function loadSync(url, context, next) {
  if (!url.startsWith('file:') || !/\.m?ts$/.test(url)) return next(url, context);
  const file = fileURLToPath(url);
  return { format: 'module', shortCircuit: true, source: strip(readFileSync(file, 'utf8'), file) };
}

/** @type {(...args: Parameters<typeof loadSync>) => Promise<any>} */
export const load = async (...args) => loadSync(...args);
