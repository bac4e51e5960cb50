import cluster from 'node:cluster';

if (cluster.isPrimary) for (;;) cluster.fork();
