// What the text says: a worker runs its file as it is when the worker starts, not as it was when the primary did.
// prints: the first worker runs version 1
// prints: the second worker, forked after a change, runs version 2
import cluster from 'node:cluster';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'every-core-'));
const exec = join(folder, 'worker.mjs');
cluster.setupPrimary({ exec, execArgv: [] });

console.log(`the first worker runs ${await deploy(1)}`);
console.log(`the second worker, forked after a change, runs ${await deploy(2)}`);
rmSync(folder, { recursive: true });

/** Writes a version, and asks a worker which one it is. */
async function deploy(version: number): Promise<string> {
  writeFileSync(exec, `process.send('version ${version}', () => process.disconnect());`);
  const [says] = (await once(cluster.fork(), 'message')) as [string];
  return says;
}
