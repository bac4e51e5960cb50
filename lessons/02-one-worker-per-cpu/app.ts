import cluster from 'node:cluster';
import http from 'node:http';
import { answer } from '#given/answer.ts';
import { explainListenError } from '#given/listen-error.ts';
import { port } from '#given/port.ts';
import { workerCount } from '#given/worker-count.ts';

// Every process runs this file from its first line. `isPrimary` is how it learns which one it is.
if (cluster.isPrimary) {
  console.log(`Primary ${process.pid} is running`);
  for (let i = 1; i <= workerCount; i++) {
    console.log(`Forking process number ${i}...`);
    cluster.fork();
  }
  cluster.on('exit', (worker, code, signal) => console.log(`Worker ${worker.process.pid} ended (${signal ?? code})`));
} else {
  // All workers name the same port: `cluster` has the primary listen on it and hand the connections out.
  const server = http.createServer(answer);
  server.on('error', explainListenError);
  server.listen(port, () => console.log(`Worker ${process.pid} started...`));
}

// 9 16630.747144
