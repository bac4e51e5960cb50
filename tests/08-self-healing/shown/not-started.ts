// What the text says: a worker that can't be started tells it by an 'error', and no 'exit' comes.
// prints: error: spawn /nowhere/node ENOENT
// prints: disconnect
// prints: and nothing more
import cluster from 'node:cluster';

process.execPath = '/nowhere/node'; // with which `cluster` starts its workers
const worker = cluster.fork();
worker.on('error', ({ message }) => console.log(`error: ${message}`));
worker.on('disconnect', () => console.log('disconnect'));
worker.on('exit', () => console.log('exit'));
process.on('exit', () => console.log('and nothing more'));
