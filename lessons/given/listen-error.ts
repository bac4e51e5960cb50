// Given: one clear line when the port is taken, for a single process and for a cluster alike.
import cluster, { type Worker } from 'node:cluster';
import { port } from './port.ts';
import { exitSaying } from './exit-saying.ts';
import { portInUse } from './port-in-use.ts';

/** The exit codes by which a worker tells its primary that a port is taken: the one of PORT, or another one. */
const sentences = new Map([
  [98, portInUse],
  [
    97,
    `The program listens on another port than ${port}, as PORT says, and that one is already in use. Listen on the port from #given/port.ts.`,
  ],
]);

/**
 * For `server.on('error', explainListenError)`. In a cluster each worker meets the taken port and the primary doesn't,
 * so a worker only leaves, and the primary tells it once and ends them all.
 */
export function explainListenError(error: NodeJS.ErrnoException & { port?: number }): void {
  if (error.code !== 'EADDRINUSE') throw error;
  const code = error.port === port ? 98 : 97;
  if (cluster.isWorker) process.exit(code);
  exitSaying(sentences.get(code) as string);
}

if (cluster.isPrimary) {
  const serving = new Set<Worker>();
  cluster.on('listening', (worker) => serving.add(worker));
  cluster.on('exit', (worker, code) => {
    serving.delete(worker);
    const sentence = sentences.get(code);
    if (!sentence || serving.size > 0) return; // whoever serves goes on, without the one that can't
    // At once, and not by disconnect(): a worker that is told to go may write to a channel that is closed by then (EPIPE).
    for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill('SIGKILL');
    exitSaying(sentence);
  });
}
