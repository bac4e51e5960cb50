// What the text says: what 'exit' tells of six ways to end, and that exitedAfterDisconnect doesn't tell who wanted it.
// prints: process.exit(0)         code 0     signal null     exitedAfterDisconnect false
// prints: process.exit(3)         code 3     signal null     exitedAfterDisconnect false
// prints: an exception            code 1     signal null     exitedAfterDisconnect false
// prints: killed by SIGKILL       code null  signal SIGKILL  exitedAfterDisconnect false
// prints: worker.kill()           code null  signal SIGTERM  exitedAfterDisconnect false
// prints: the worker disconnects  code 0     signal null     exitedAfterDisconnect true
import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';

const ways: Record<string, (worker: Worker) => void> = {
  'process.exit(0)': (worker) => worker.send('exit 0'),
  'process.exit(3)': (worker) => worker.send('exit 3'),
  'an exception': (worker) => worker.send('throw'),
  'killed by SIGKILL': ({ process }) => process.kill('SIGKILL'),
  'worker.kill()': (worker) => worker.kill(),
  'the worker disconnects': (worker) => worker.send('disconnect'),
};

if (cluster.isPrimary) {
  cluster.setupPrimary({ silent: true }); // the exception's words would stand between the lines
  const lines = Object.entries(ways).map(async ([name, end]) => {
    const worker = cluster.fork();
    await once(worker, 'message');
    end(worker);
    const [code, signal] = (await once(worker, 'exit')) as [number | null, string | null];
    const ended = `code ${String(code).padEnd(4)}  signal ${String(signal).padEnd(7)}`;
    return `${name.padEnd(22)}  ${ended}  exitedAfterDisconnect ${worker.exitedAfterDisconnect}`;
  });
  console.log((await Promise.all(lines)).join('\n'));
} else {
  process.on('message', (order: string) => {
    if (order === 'throw') throw new Error('nobody catches this');
    if (order === 'disconnect') cluster.worker?.disconnect();
    else process.exit(Number(order.split(' ')[1]));
  });
  process.send?.('ready');
}
