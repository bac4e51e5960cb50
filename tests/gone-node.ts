import { join } from 'node:path';
import { scratch } from './workshop/scratch.ts';

let links = 0;

/**
 * A module to run before a program: it starts its processes through a link to Node, which is gone from the `from`-th start on, and there
 * again from the `until`-th on. Counted in the program, so no machine is too slow for it.
 */
export function goneNode(from: number, until = Infinity): string {
  const link = join(scratch, `node-${++links}`);
  const text = `
    import cluster from 'node:cluster';
    import { subscribe } from 'node:diagnostics_channel';
    import { rmSync, symlinkSync } from 'node:fs';
    if (cluster.isPrimary) {
      const [node, link] = [process.execPath, ${JSON.stringify(link)}];
      let starts = 0;
      symlinkSync(node, link);
      process.execPath = link;
      subscribe('child_process', () => {
        starts++;
        if (starts === ${from}) rmSync(link);
        if (starts === ${until}) symlinkSync(node, link);
      });
    }`;
  return `data:text/javascript,${encodeURIComponent(text)}`;
}
