// setupPrimary with a second file. It fixes the policy as the first fork does, so the policy stands before it.
import cluster from 'node:cluster';
import { fileURLToPath } from 'node:url';
import '#given/port.ts'; // a malformed PORT is refused before anything is forked
import { scheduling } from '#given/scheduling.ts';
import { workerCount } from '#given/worker-count.ts';

switch (scheduling) {
  case 'rr':
    cluster.schedulingPolicy = cluster.SCHED_RR;
    break;
  case 'none':
    cluster.schedulingPolicy = cluster.SCHED_NONE;
    break;
}
cluster.setupPrimary({ exec: fileURLToPath(new URL('worker.ts', import.meta.url)) });
for (let left = workerCount; left > 0; left--) cluster.fork();
cluster.once('listening', () => console.log(`Scheduling: ${scheduling}`));
