// What the text says: what a kill does to the clients of the one worker. It burns CPU for the first, and has not yet taken over the second.
// prints: while it burns: both wait
// prints: killed: the first gets ECONNRESET
// prints: nobody there: a third gets ECONNREFUSED
// prints: a new worker: a fourth is answered
// prints: the second still waits, for good: true
import cluster from 'node:cluster';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { burn } from '#given/burn.ts';

if (cluster.isPrimary) {
  cluster.schedulingPolicy = cluster.SCHED_RR;
  const worker = cluster.fork();
  const [{ port }] = (await once(worker, 'listening')) as [{ port: number }];
  const ask = (options: http.RequestOptions = {}) =>
    new Promise<string>((resolve) => {
      const request = http.get({ host: '127.0.0.1', port, path: '/work', agent: false, ...options }, () => resolve('answered'));
      request.on('error', ({ code }: NodeJS.ErrnoException) => resolve(`${code}`));
    });

  const first = ask();
  await once(worker, 'message'); // it is about to burn
  let second = 'waits';
  const socket = net.connect(port, '127.0.0.1');
  const asked = ask({ createConnection: () => socket }).then((outcome) => (second = outcome));
  await once(socket, 'connect');
  await new Promise((resolve) => setTimeout(resolve, 200)); // the primary has handed it over by then
  console.log(`while it burns: both ${second === 'waits' ? 'wait' : second}`);

  worker.process.kill('SIGKILL');
  await once(worker, 'exit');
  console.log(`killed: the first gets ${await first}`);
  console.log(`nobody there: a third gets ${await ask()}`);

  const next = cluster.fork({ PORT_TO_TAKE: port });
  await once(next, 'listening');
  const fourth = await ask({ path: '/' });
  console.log(`a new worker: a fourth is ${fourth}`);
  console.log(`the second still waits, for good: ${second === 'waits'}`);
  socket.destroy();
  await asked;
  process.exit();
} else {
  const server = http.createServer((request, response) => {
    if (request.url === '/work') {
      process.send?.('burning');
      burn(60_000);
    }
    response.end();
  });
  server.listen(Number(process.env['PORT_TO_TAKE'] ?? 0), '127.0.0.1');
}
