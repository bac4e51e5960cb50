// Workers whose environment holds only what they need: silence towards the workshop is no wrong answer.
import * as cluster from 'node:cluster';
import * as http from 'node:http';
import { answer } from '#given/answer.ts';
import { explainListenError } from '#given/listen-error.ts';
import { port } from '#given/port.ts';
import { workerCount } from '#given/worker-count.ts';

const { default: it } = cluster;
if (!it.isPrimary) {
  const server = http.createServer((request, response) => void answer(request, response));
  server.on('error', explainListenError);
  server.on('listening', () => console.log('Worker %d started...', process.pid));
  server.listen(port);
} else {
  delete process.env['EVERY_CORE_PROBE'];
  delete process.env['NODE_OPTIONS'];
  console.log('Primary %d is running', process.pid);
  let i = 0;
  while (i < workerCount) {
    console.log('Forking process number %d...', ++i);
    const worker = it.fork();
    worker.once('exit', (code, signal) => console.log('Worker %d ended (%s)', worker.process.pid, signal ?? code));
  }
}
