import '#given/listen-error.ts'; // tells of a taken port in the primary
import { workerCount } from '#given/worker-count.ts';
import cluster, { type Worker } from 'node:cluster';

const tell = (worker: Worker) => worker.on('exit', (code, signal) => console.log(`Worker ${worker.process.pid} ended (${signal || code})`));

console.log(`Primary ${process.pid} is running`);
Array.from({ length: workerCount }, (_, index) => {
  console.log(`Forking process number ${index + 1}...`);
  return tell(cluster.fork());
});
