// What the text says: a worker has a channel to the primary and to nobody else; the primary has one to each worker. Their ids count from 1.
// prints: the primary has a send of its own: false
// prints: the primary knows workers: 1, 2
// prints: a worker has a send: true, and knows other workers: false
// prints: a worker has a send: true, and knows other workers: false
import cluster from 'node:cluster';

if (cluster.isPrimary) {
  cluster.fork();
  cluster.fork();
  console.log('the primary has a send of its own:', process.send !== undefined);
  console.log(
    'the primary knows workers:',
    Object.values(cluster.workers ?? {})
      .map((worker) => worker?.id)
      .join(', '),
  );
} else {
  console.log(`a worker has a send: ${process.send !== undefined}, and knows other workers: ${cluster.workers !== undefined}`);
  process.exit();
}
