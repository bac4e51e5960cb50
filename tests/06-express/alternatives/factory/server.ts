import cluster from 'node:cluster';
import { explainListenError } from '#given/listen-error.ts';
import { port } from '#given/port.ts';
import { workerCount } from '#given/worker-count.ts';
import createApp from './app.ts';

if (cluster.isPrimary) {
  for (let i = 0; i < workerCount; i++) cluster.fork();
} else {
  createApp().listen(port).on('error', explainListenError);
}
