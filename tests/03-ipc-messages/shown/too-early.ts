// What the text says: what is sent to a cluster's worker before its file listens for messages is lost.
// prints: the worker got: sent when it was ready
import cluster from 'node:cluster';
import { setTimeout as sleep } from 'node:timers/promises';

if (cluster.isPrimary) {
  const worker = cluster.fork();
  worker.send('sent right after the fork');
  worker.on('message', () => worker.send('sent when it was ready'));
} else {
  await sleep(100); // as a file does that awaits something at its top, or imports much
  process.on('message', (message) => {
    console.log(`the worker got: ${message}`);
    process.exit();
  });
  process.send?.('ready');
}
