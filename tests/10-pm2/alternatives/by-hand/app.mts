// Leaves by itself, with nothing but Node's own modules: no connection is closed by its own will but after a last answer, or by a timeout.
import cluster from 'node:cluster';
import http from 'node:http';
import net from 'node:net';
import { answer } from '#given/answer.ts';
import { port } from '#given/port.ts';

let leaving = false;
const server = http.createServer((request, response) => {
  if (leaving) response.setHeader('Connection', 'close');
  void answer(request, response);
});

process.once('SIGINT', () => {
  leaving = true;
  console.log(`${process.pid} leaves`);
  net.Server.prototype.close.call(server, () => cluster.worker?.disconnect());
});

server.listen(port, () => {
  console.log(`${process.pid} listens`);
  process.send?.('ready');
});
