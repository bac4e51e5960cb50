import cluster from 'node:cluster';

cluster.on('exit', () => cluster.fork());
if (cluster.isPrimary) cluster.fork();
else throw new Error('no worker today');
