// A table of the policies, and a class for the primary.
import cluster, { type Cluster } from 'node:cluster';
import { createServer } from 'node:http';
import { answer } from '#given/answer.ts';
import { explainListenError } from '#given/listen-error.ts';
import { port } from '#given/port.ts';
import { scheduling } from '#given/scheduling.ts';
import { workerCount } from '#given/worker-count.ts';

const policies: Readonly<Record<typeof scheduling, number>> = { none: cluster.SCHED_NONE, rr: cluster.SCHED_RR };

class Primary {
  readonly #cluster: Cluster;

  constructor(cluster: Cluster, policy: keyof typeof policies) {
    this.#cluster = cluster;
    Object.assign(cluster, { schedulingPolicy: policies[policy] });
    process.stdout.write(`Scheduling: ${policy}\n`);
  }

  fork(times: number): void {
    if (times === 0) return;
    this.#cluster.fork().on('listening', () => this.fork(times - 1));
  }
}

if (cluster.isPrimary) new Primary(cluster, scheduling).fork(workerCount);
else createServer(answer).on('error', explainListenError).listen({ port });
