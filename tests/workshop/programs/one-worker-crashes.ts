import cluster from 'node:cluster';

if (cluster.worker?.id === 2) throw new Error('not this one');
await import('../../../solutions/02-one-worker-per-cpu/app.ts');
