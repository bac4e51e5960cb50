import cluster from 'node:cluster';
import { fileURLToPath } from 'node:url';
import { workerCount } from '#given/worker-count.ts';

cluster.setupPrimary({ exec: fileURLToPath(new URL('worker.ts', import.meta.url)) });
for (let i = 0; i < workerCount; i++) cluster.fork();
