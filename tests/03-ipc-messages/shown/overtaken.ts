// What the text says: one channel keeps its order, two channels have none in common. Here b sends after a has, and is read before.
// prints: read first: from b
// prints: read second: from a
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

const [, file = '', role] = process.argv;
if (role === 'a') {
  process.once('message', () => {
    process.send?.({ from: 'a', long: 'x'.repeat(30_000_000) }, () => process.disconnect()); // takes a while to be read
    console.log('a has called send'); // goes to b
  });
} else if (role === 'b') {
  process.send?.('ready');
  process.stdin.once('data', () => process.send?.({ from: 'b' }, () => process.exit()));
} else {
  const a = fork(file, ['a'], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  const b = fork(file, ['b'], { stdio: [a.stdout, 'inherit', 'inherit', 'ipc'] });
  await once(b, 'message');
  a.send('go');
  let read = 0;
  const tell = ({ from }: { from: string }) => console.log(`read ${++read === 1 ? 'first' : 'second'}: from ${from}`);
  for (const child of [a, b] satisfies ChildProcess[]) child.on('message', tell);
}
