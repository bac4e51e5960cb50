// WEB_CONCURRENCY workers on one port. NODE_CLUSTER_SCHED_POLICY says how connections come to them; with REUSE_PORT=1 each has a listening
// socket of its own, and the system chooses between these.
import cluster from 'node:cluster';
import { serve } from './handler.mjs';

if (cluster.isPrimary) {
  for (let i = 0; i < Number(process.env['WEB_CONCURRENCY']); i++) cluster.fork();
} else {
  serve(process.env['REUSE_PORT'] === '1' ? /** @type {object} */ ({ reusePort: true }) : {}); // Node 20 doesn't know it
}
