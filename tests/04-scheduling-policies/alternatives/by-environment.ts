// Node reads the variable when it loads `cluster`: so it is set first, and whatever imports `cluster` is imported after it.
import http from 'node:http';
import { port } from '#given/port.ts';
import { scheduling } from '#given/scheduling.ts';
import { workerCount } from '#given/worker-count.ts';

process.env['NODE_CLUSTER_SCHED_POLICY'] = scheduling;
const { default: cluster } = await import('node:cluster');
const { answer } = await import('#given/answer.ts');
const { explainListenError } = await import('#given/listen-error.ts');

if (cluster.isPrimary) {
  console.log('Scheduling: %s', cluster.schedulingPolicy === cluster.SCHED_NONE ? 'none' : 'rr');
  Array.from({ length: workerCount }, () => cluster.fork());
} else {
  const server = http.createServer((request, response) => void answer(request, response));
  server.on('error', explainListenError);
  server.listen(port);
}
