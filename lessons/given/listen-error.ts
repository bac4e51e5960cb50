// Given: one clear line when the port is taken, for a single process and for a cluster alike.
import cluster from 'node:cluster';
import { port } from './port.ts';
import { exitSaying } from './exit-saying.ts';

/** The exit code by which a worker tells its primary that the port is taken. */
const portTaken = 98;
const sentence = `Port ${port} is already in use. Stop the program that holds it, or choose another port with PORT.`;

/**
 * For `server.on('error', explainListenError)`. In a cluster each worker meets the taken port and the primary doesn't,
 * so a worker only leaves, and the primary tells it once and ends them all.
 */
export function explainListenError(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EADDRINUSE') throw error;
  if (cluster.isWorker) process.exit(portTaken);
  exitSaying(sentence);
}

if (cluster.isPrimary) {
  cluster.on('exit', (_worker, code) => {
    if (code !== portTaken) return;
    // At once, and not by disconnect(): a worker that is told to go may write to a channel that is closed by then (EPIPE).
    for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill('SIGKILL');
    exitSaying(sentence);
  });
}
