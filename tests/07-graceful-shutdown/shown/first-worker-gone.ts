// What the text says: cluster.disconnect calls back when the first worker is gone. Here the second one stays until it is killed.
// prints: cluster.disconnect has called back
// prints: worker 2 has ended (SIGKILL)
import cluster from 'node:cluster';
import { once } from 'node:events';

if (cluster.isPrimary) {
  const [first, second] = [cluster.fork(), cluster.fork()];
  await Promise.all([once(first, 'message'), once(second, 'message')]);
  second.on('exit', (_code, signal) => console.log(`worker 2 has ended (${signal})`));
  cluster.disconnect(() => {
    console.log('cluster.disconnect has called back');
    second.process.kill('SIGKILL');
  });
} else {
  if (cluster.worker?.id === 2) setInterval(() => {}, 1_000); // something that it still has to do
  process.send?.('ready');
}
