// The primary hears of everything and writes every line; a worker that ended gets a successor.
import cluster from 'node:cluster';
import http from 'node:http';
import { answer } from '#given/answer.ts';
import { explainListenError } from '#given/listen-error.ts';
import { port } from '#given/port.ts';
import { workerCount } from '#given/worker-count.ts';

switch (cluster.isWorker) {
  case true: {
    const server = http.createServer({ keepAliveTimeout: 10_000 }, (request, response) => void answer(request, response));
    server.once('error', explainListenError).listen(port, '127.0.0.1');
    break;
  }
  default: {
    let forks = 0;
    const forkOne = () => {
      console.log(`Forking process number ${++forks}...`);
      return cluster.fork();
    };
    console.log(`Primary ${process.pid} is running`);
    cluster
      .on('listening', ({ process: { pid } }) => console.log(`Worker ${pid} started...`))
      .on('exit', ({ process: { pid } }, code, signal) => {
        console.log(`Worker ${pid} ended (${signal ?? code})`);
        forkOne();
      });
    for (const _ of Array(workerCount).keys()) forkOne();
  }
}
