// What the text says: three ways to set the policy that don't set it.
// prints: the variable, set after the import: changes nothing: true
// prints: the word instead of the constant: Bad cluster.schedulingPolicy: none
// prints: a worker's SCHED_RR and SCHED_NONE: undefined, undefined
import cluster from 'node:cluster';

if (cluster.isPrimary) {
  const before = cluster.schedulingPolicy;
  process.env['NODE_CLUSTER_SCHED_POLICY'] = before === cluster.SCHED_RR ? 'none' : 'rr';
  console.log('the variable, set after the import: changes nothing:', cluster.schedulingPolicy === before);
  try {
    Object.assign(cluster, { schedulingPolicy: 'none' }); // TypeScript would not take it
    cluster.fork();
  } catch (error) {
    console.log('the word instead of the constant:', (error as Error).message.split('\n')[0]);
  }
  cluster.schedulingPolicy = before;
  cluster.fork();
} else {
  console.log(`a worker's SCHED_RR and SCHED_NONE: ${cluster.SCHED_RR}, ${cluster.SCHED_NONE}`);
  process.exit();
}
