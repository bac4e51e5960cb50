// What the text says: what becomes of clients when the only worker is killed, from before until a new one listens.
// prints: it was at work: ECONNRESET
// prints: nobody there: ECONNREFUSED
// prints: a new worker, on the same port: 200
import cluster from 'node:cluster';
import { once } from 'node:events';
import http from 'node:http';

if (cluster.isPrimary) {
  const worker = cluster.fork();
  const [{ port }] = (await once(worker, 'listening')) as [{ port: number }];
  const ask = () =>
    new Promise((resolve) => {
      const request = http.get({ host: '127.0.0.1', port, agent: false }, ({ statusCode }) => resolve(statusCode));
      request.on('error', ({ code }: NodeJS.ErrnoException) => resolve(code));
    });

  const first = ask();
  await once(worker, 'message'); // it has the request
  worker.process.kill('SIGKILL');
  await once(worker, 'exit');
  console.log('it was at work:', await first);
  console.log('nobody there:', await ask());
  await once(cluster.fork({ PORT: port, ANSWERS: 'yes' }), 'listening');
  console.log('a new worker, on the same port:', await ask());
  process.exit();
} else {
  const server = http.createServer((_request, response) => {
    process.send?.('at work');
    if (process.env['ANSWERS']) response.end();
  });
  server.listen(Number(process.env['ANSWERS'] ? process.env['PORT'] : 0), '127.0.0.1');
}
