import '#given/listen-error.ts'; // tells of a taken port in the primary
import { scheduling } from '#given/scheduling.ts';
import { workerCount } from '#given/worker-count.ts';
import cluster from 'node:cluster';

const policies = new Map([
  ['rr', cluster.SCHED_RR],
  ['none', cluster.SCHED_NONE],
]);
cluster.schedulingPolicy = policies.get(scheduling) ?? cluster.SCHED_RR;
process.stdout.write(`Scheduling: ${scheduling}\n`);
for (const _ of Array(workerCount).keys()) cluster.fork();
