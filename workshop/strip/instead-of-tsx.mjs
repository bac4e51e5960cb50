// Preloaded into what PM2 runs. An ecosystem file has tsx bring the TypeScript, which takes each process 370 ms of CPU; here it has been brought.
import * as nodeModule from 'node:module';
import { isMainThread } from 'node:worker_threads';

/** @type {any} see register.mjs */
const { registerHooks } = nodeModule;
if (isMainThread && process.env['pm2_env']) {
  await import('./register.mjs');
  if (registerHooks) registerHooks({ load: loadSync });
  else nodeModule.register(import.meta.url);
}

/**
 * Has tsx do nothing.
 * @param {string} url
 * @param {object} context
 * @param {(url: string, context: object) => any} next
 */
export function loadSync(url, context, next) {
  if (!url.endsWith('/node_modules/tsx/dist/loader.mjs')) return next(url, context);
  return { format: 'module', shortCircuit: true, source: '' };
}

/** @type {(...args: Parameters<typeof loadSync>) => Promise<any>} */
export const load = async (...args) => loadSync(...args);
