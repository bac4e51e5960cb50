import { startCluster } from '../cluster.ts';
import type { Contender } from '../contender.ts';

export default {
  name: 'cluster, none',
  what: 'the cluster module: the workers accept from one shared socket, and the system chooses',
  role: 'contender',
  start: (place) => startCluster(place, { NODE_CLUSTER_SCHED_POLICY: 'none' }),
} satisfies Contender;
