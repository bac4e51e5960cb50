// The file only chooses: a module for each kind of process, imported by the one that needs it.
import cluster from 'node:cluster';

await import(cluster.worker ? './worker.ts' : './primary.ts');
