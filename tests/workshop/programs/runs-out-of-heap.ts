// Where nobody looks how much it holds, Node itself ends it.
import { spawnSync } from 'node:child_process';

const little = '--max-old-space-size=30';
if (process.execArgv.includes(little)) {
  const kept: number[][] = [];
  for (;;) kept.push(Array<number>(10_000).fill(kept.length));
}
process.exitCode = spawnSync(process.execPath, [little, ...process.execArgv, ...process.argv.slice(1)], { stdio: 'inherit' }).status ?? 1;
