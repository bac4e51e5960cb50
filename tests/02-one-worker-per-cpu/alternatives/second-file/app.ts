// setupPrimary with a second file: the primary's code and the worker's never meet.
import cluster from 'node:cluster';
import { fileURLToPath } from 'node:url';
import '#given/port.ts'; // a malformed PORT is refused before anything is forked
import { workerCount } from '#given/worker-count.ts';

console.log(`Primary ${process.pid} is running`);
cluster.setupPrimary({ exec: fileURLToPath(new URL('worker.ts', import.meta.url)) });
cluster.on('exit', ({ process: { pid } }, code, signal) => console.log('Worker', pid, `ended (${signal || code})`));
for (let i = 1; i <= workerCount; i++) {
  console.log(`Forking process number ${i}...`);
  cluster.fork();
}
