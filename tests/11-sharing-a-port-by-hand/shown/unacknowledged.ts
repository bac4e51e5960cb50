// What the text says of Node's own round robin: two workers, one of them burns and is given a connection more. Then it is killed.
// prints: the worker that burned: SIGKILL
// prints: the client that it worked for: ECONNRESET
// prints: the client whose connection it had not taken yet, a second later: still waits
import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { burn } from '#given/burn.ts';

if (cluster.isPrimary) {
  cluster.schedulingPolicy = cluster.SCHED_RR;
  const [[{ port }]] = await Promise.all([once(cluster.fork(), 'listening'), once(cluster.fork(), 'listening')]);
  const ask = (path: string) => http.get({ host: '127.0.0.1', port, path, agent: false });

  const work = ask('/work');
  const [worker] = (await once(cluster, 'message')) as [Worker]; // it is about to burn
  await once(ask('/'), 'response'); // the turn of the other worker
  let state = 'still waits';
  const second = ask('/');
  second.on('response', () => (state = 'answered')).on('error', ({ message }) => (state = message));
  await once(second, 'socket').then(([socket]) => once(socket, 'connect'));
  await once(ask('/'), 'response'); // this one came later, so by now the one before is handed out

  const failed = once(work, 'error').catch((error: NodeJS.ErrnoException) => [error]);
  worker.process.kill('SIGKILL');
  const [, signal] = await once(worker, 'exit');
  const [error] = await failed;
  console.log(`the worker that burned: ${signal}`);
  console.log(`the client that it worked for: ${error.code}`);
  await sleep(1_000);
  console.log(`the client whose connection it had not taken yet, a second later: ${state}`);
  process.exit();
} else {
  const server = http.createServer((request, response) => {
    if (request.url === '/work') {
      process.send?.('burning');
      burn(10_000);
    }
    response.end();
  });
  server.listen(0);
}
