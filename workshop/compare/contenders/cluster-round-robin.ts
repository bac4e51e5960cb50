import { startCluster } from '../cluster.ts';
import type { Contender } from '../contender.ts';

export default {
  name: 'cluster, round robin',
  what: 'the cluster module: the primary accepts each connection and hands it to the next worker',
  role: 'contender',
  start: (place) => startCluster(place, { NODE_CLUSTER_SCHED_POLICY: 'rr' }),
} satisfies Contender;
