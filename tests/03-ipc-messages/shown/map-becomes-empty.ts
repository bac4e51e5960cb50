// What the text says: messages travel as JSON, so a Map arrives as {} and a plain object as it was.
// prints: { map: {}, object: { '4242': 6 } }
import cluster from 'node:cluster';

if (cluster.isPrimary) {
  cluster.fork();
  cluster.on('message', (_worker, message) => console.log(message));
} else {
  process.send?.({ map: new Map([[4242, 6]]), object: { 4242: 6 } }, () => process.disconnect());
}
