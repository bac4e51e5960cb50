// The names from before Node 16, the numbers behind the constants, and options of setupMaster, which comes after the policy.
import cluster from 'node:cluster';
import { Server } from 'node:http';
import { answer } from '#given/answer.ts';
import { explainListenError } from '#given/listen-error.ts';
import { port } from '#given/port.ts';
import { workerCount } from '#given/worker-count.ts';

const wanted = process.env['SCHEDULING'] || 'rr';

function runMaster(): void {
  cluster.schedulingPolicy = wanted === 'rr' ? 2 : 1;
  cluster.setupMaster({ args: ['worker'], silent: false });
  let online = 0;
  cluster.on('online', () => {
    if (++online === workerCount) console.log('Scheduling: ' + wanted);
  });
  for (let i = 0; i < workerCount; i++) cluster.fork();
}

function runWorker(): void {
  const server = new Server(answer);
  server.on('error', explainListenError);
  server.listen({ port, exclusive: false });
}

if (cluster.isMaster) runMaster();
else runWorker();
