import { createServer } from 'node:http';
import { answer } from '#given/answer.ts';
import { explainListenError } from '#given/listen-error.ts';
import { port } from '#given/port.ts';

const server = createServer();
server.on('request', answer);
server.on('error', explainListenError);
server.listen({ port, host: '0.0.0.0' }, function started() {
  console.info(`Worker ${process.pid} started...`);
});
