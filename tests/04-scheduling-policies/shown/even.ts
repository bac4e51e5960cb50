// What the text says: round robin hands connections that come one after another to the workers in turn.
// prints: each of 4 workers got: 10, 10, 10, 10
import cluster from 'node:cluster';
import { once } from 'node:events';
import http from 'node:http';

if (cluster.isPrimary) {
  cluster.schedulingPolicy = cluster.SCHED_RR;
  const workers = Array.from({ length: 4 }, () => cluster.fork());
  const [[{ port }]] = (await Promise.all(workers.map((worker) => once(worker, 'listening')))) as [[{ port: number }]];
  const got = new Map(workers.map(({ id }) => [id, 0]));
  for (let i = 0; i < 40; i++) {
    http.get({ host: '127.0.0.1', port, agent: false });
    // What a worker sends arrives in order: when this has come, the primary knows that the worker is free again.
    const [{ id }] = (await once(cluster, 'message')) as [{ id: number }];
    got.set(id, (got.get(id) ?? 0) + 1);
  }
  console.log('each of 4 workers got:', [...got.values()].join(', '));
  process.exit();
} else {
  http
    .createServer((_request, response) => {
      response.end();
      process.send?.('answered');
    })
    .listen(0);
}
