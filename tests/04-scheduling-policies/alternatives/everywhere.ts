// The policy stands at the top, where every process sets it: in a worker that does nothing, and no harm.
import cluster from 'node:cluster';
import http from 'node:http';
import { answer } from '#given/answer.ts';
import { explainListenError } from '#given/listen-error.ts';
import { port } from '#given/port.ts';
import { scheduling } from '#given/scheduling.ts';
import { workerCount } from '#given/worker-count.ts';

cluster.schedulingPolicy = scheduling === 'none' ? cluster.SCHED_NONE : cluster.SCHED_RR;

if (cluster.isWorker) {
  const server = http.createServer(answer).on('error', explainListenError);
  server.keepAliveTimeout = 30_000;
  server.listen(port, () => console.log('Worker', process.pid, 'started...'));
} else {
  console.log('Scheduling:', scheduling);
  for (let i = 0; i < workerCount; ++i) cluster.fork({ ROLE: 'worker', NUMBER: String(i) });
}
