import cluster from 'node:cluster';

if (cluster.worker?.id === 1) for (;;);
await import('../../../solutions/02-one-worker-per-cpu/app.ts');
