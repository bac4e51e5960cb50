// No promise anywhere: the timer calls the function that answers. Routes by `if`, and a client that leaves takes its timer with it.
import { createServer } from 'node:http';
import { burn } from '#given/burn.ts';
import { explainListenError } from '#given/listen-error.ts';
import { readMilliseconds } from '#given/milliseconds.ts';
import { port } from '#given/port.ts';

const server = createServer((request, response) => {
  const url = request.url ?? '';
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const ms = mark < 0 ? undefined : readMilliseconds(url.slice(mark));
  response.setHeader('content-type', 'text/plain; charset=utf-8');

  if (path === '/') {
    response.end(`Hello World from process ${process.pid}`);
  } else if (path !== '/work' && path !== '/slow') {
    response.statusCode = 404;
    response.end();
  } else if (ms === undefined) {
    response.statusCode = 400;
    response.end();
  } else if (path === '/work') {
    burn(ms);
    response.end(`${process.pid} is tired`);
  } else {
    const timer = setTimeout(() => response.end(`${process.pid} has slept`), ms);
    response.once('close', () => clearTimeout(timer));
  }
  request.once('close', () => {
    if (!response.writableEnded) process.stdout.write(`The client of ${url} went away\n`);
  });
});
server.on('error', explainListenError);
server.listen({ port, host: '127.0.0.1' });
