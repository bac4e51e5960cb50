import cluster from 'node:cluster';
import http from 'node:http';
import { explainListenError } from '#given/listen-error.ts';
import { port } from '#given/port.ts';
import { workerCount } from '#given/worker-count.ts';

if (cluster.isPrimary) {
  console.log(`Primary ${process.pid} is running`);
  for (let i = 1; i <= workerCount; i++) {
    console.log(`Forking process number ${i}...`);
    cluster.fork();
  }
  cluster.on('exit', (worker, code, signal) => console.log(`Worker ${worker.process.pid} ended (${signal ?? code})`));
} else {
  const { app } = await import('./app.ts'); // only here: the primary answers nothing, and needs no Express
  const server = http.createServer(app); // an Express app is a function of request and response, as `answer` was
  server.on('error', explainListenError);
  server.listen(port, () => console.log(`Worker ${process.pid} started...`));
}
