// Each worker counts for itself, and the primary collects when somebody asks. Messages are 'advanced': a Map stays a Map.
import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import '#given/listen-error.ts';
import '#given/port.ts';
import { workerCount } from '#given/worker-count.ts';

let greeting = '';
let rounds = 0;
cluster.setupPrimary({ exec: fileURLToPath(new URL('worker.ts', import.meta.url)), serialization: 'advanced' });
cluster.on('exit', () => cluster.fork({ GREETING: greeting }));
for (let i = 1; i <= workerCount; i++) cluster.fork();

cluster.on('message', async (asker, message: Map<string, unknown>) => {
  const id = message.get('id');
  if (id !== undefined) {
    const counts = await Promise.all(all().map(count));
    asker.send({ id, workers: new Map(counts), total: counts.reduce((sum, [, n]) => sum + n, 0) }, () => {});
  } else if (message.has('greeting')) {
    greeting = String(message.get('greeting'));
    for (const worker of all()) worker.send({ greeting }, () => {});
  }
});

function all(): Worker[] {
  return Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
}

async function count(worker: Worker): Promise<[pid: number, count: number]> {
  const round = ++rounds;
  worker.send({ round }, () => {});
  const done = new AbortController();
  const gone = once(worker, 'exit', { signal: done.signal }).then(
    () => 0,
    () => 0,
  );
  const counted = new Promise<number>((resolve) => {
    worker.on('message', function hear(message: Map<string, number>) {
      if (message.get('round') !== round) return;
      worker.off('message', hear);
      done.abort();
      resolve(message.get('count') ?? 0);
    });
  });
  return [worker.process.pid ?? 0, await Promise.race([counted, gone])];
}
