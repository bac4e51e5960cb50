import cluster from 'node:cluster';

cluster.on('listening', (worker) => worker.send('and now leave'));
process.on('message', () => process.disconnect());
await import('../../../solutions/02-one-worker-per-cpu/app.ts');
