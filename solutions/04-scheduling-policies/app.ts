import cluster from 'node:cluster';
import http from 'node:http';
import { answer } from '#given/answer.ts';
import { explainListenError } from '#given/listen-error.ts';
import { port } from '#given/port.ts';
import { scheduling } from '#given/scheduling.ts';
import { workerCount } from '#given/worker-count.ts';

if (cluster.isPrimary) {
  // Always set, whatever the system's default is, and before the first fork, which fixes the policy for good.
  cluster.schedulingPolicy = scheduling === 'rr' ? cluster.SCHED_RR : cluster.SCHED_NONE;
  console.log(`Primary ${process.pid} is running`);
  console.log(`Scheduling: ${scheduling}`);
  for (let i = 1; i <= workerCount; i++) {
    console.log(`Forking process number ${i}...`);
    cluster.fork();
  }
  cluster.on('exit', (worker, code, signal) => console.log(`Worker ${worker.process.pid} ended (${signal ?? code})`));
} else {
  // The same under either policy: `listen` asks the primary, which either keeps the listening socket for itself or shares it.
  const server = http.createServer(answer);
  server.on('error', explainListenError);
  server.listen(port, () => console.log(`Worker ${process.pid} started...`));
}
