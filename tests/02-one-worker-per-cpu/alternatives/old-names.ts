// As most tutorials write it: the names from before Node 16, the line of the worker right after `listen`, and the variable read by hand.
import cluster from 'node:cluster';
import http from 'node:http';
import os from 'node:os';
import { answer } from '#given/answer.ts';
import { explainListenError } from '#given/listen-error.ts';
import { port } from '#given/port.ts';

const wanted = Number(process.env['WEB_CONCURRENCY']) || os.availableParallelism();

if (cluster.isMaster) {
  console.log('Primary ' + process.pid + ' is running');
  cluster.setupMaster({ args: ['--worker'] });
  for (let i = 0; i < wanted; i++) {
    console.log('Forking process number ' + (i + 1) + '...');
    cluster.fork();
  }
  cluster.on('exit', function (worker, code, signal) {
    console.log('Worker ' + worker.process.pid + ' ended (' + (signal || code) + ')');
  });
} else {
  const server = http.createServer(answer).on('error', explainListenError);
  server.listen(port);
  console.log('Worker ' + process.pid + ' started...');
}
