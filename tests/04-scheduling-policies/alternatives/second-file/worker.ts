import http from 'node:http';
import { answer } from '#given/answer.ts';
import { explainListenError } from '#given/listen-error.ts';
import { port } from '#given/port.ts';

http
  .createServer(answer)
  .on('error', explainListenError)
  .listen(port, () => console.log(`Worker ${process.pid} started...`));
