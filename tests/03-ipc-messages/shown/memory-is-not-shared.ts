// What the text says: each process has a `total` of its own.
// prints: a worker counted 6
// prints: a worker counted 6
// prints: the primary counted 0
import cluster from 'node:cluster';

let total = 0;
if (cluster.isPrimary) {
  for (let i = 0; i < 2; i++) cluster.fork();
  process.on('exit', () => console.log(`the primary counted ${total}`));
} else {
  for (let i = 0; i < 6; i++) total++;
  console.log(`a worker counted ${total}`);
  process.exit();
}
