// What the text says: a parent that shares its server goes on accepting. Here the child sleeps, so there is nobody else.
// prints: the child listens
// prints: the parent accepted a connection
import { fork } from 'node:child_process';
import { type AddressInfo, connect, createServer } from 'node:net';

if (process.argv[2] === 'child') {
  process.on('message', () => {
    process.send?.('the child listens', () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10_000));
  });
} else {
  const child = fork(import.meta.filename, ['child']);
  const server = createServer(() => {
    console.log('the parent accepted a connection');
    child.kill('SIGKILL');
    process.exit();
  });
  server.listen(0, () => child.send('server', server));
  child.on('message', (message) => {
    console.log(message);
    connect((server.address() as AddressInfo).port);
  });
}
