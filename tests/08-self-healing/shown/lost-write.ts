// What the text says: a primary that writes to a worker which has just died meets EPIPE, as an 'error' of the worker. Unheard, it would end the primary.
// prints: an error of the worker: write EPIPE
// prints: the primary lives on
import cluster from 'node:cluster';
import net from 'node:net';

if (cluster.isPrimary) {
  const worker = cluster.fork();
  worker.on('message', () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000)); // busy, while the worker asks and dies
  worker.on('error', ({ message }) => console.log('an error of the worker:', message));
  worker.on('exit', () => setImmediate(() => console.log('the primary lives on')));
} else {
  process.send?.('about to listen');
  net.createServer().listen(0); // asks the primary for its port
  process.kill(process.pid, 'SIGKILL');
}
