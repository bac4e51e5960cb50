// A module for each kind of process; the primary's sets the policy by its name.
import cluster from 'node:cluster';

await import(cluster.isPrimary ? './primary.ts' : './worker.ts');
