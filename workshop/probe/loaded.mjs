// Preloaded last, on the command line: says when the program's own file has run to its end.
import { realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { say } from './probe.mjs';

const main = process.argv[1];
if (say && main) {
  // By then Node is loading the file; importing it once more gives that same module.
  setImmediate(async () => {
    try {
      await import(pathToFileURL(realpathSync(main)).href);
    } catch {} // Node tells, better than this could
    say?.({ type: 'loaded' });
  });
}
