// What the text says: `fork` runs this file again from its top, so three workers make four hellos.
// prints: hello
// prints: hello
// prints: hello
// prints: hello
import cluster from 'node:cluster';

console.log('hello');
if (cluster.isPrimary) for (let i = 0; i < 3; i++) cluster.fork();
else process.exit();
