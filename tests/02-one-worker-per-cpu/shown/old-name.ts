// What the text says: `isMaster` is what `isPrimary` was called before Node 16, and still works.
// prints: isMaster is there: true
// prints: it says what isPrimary says: true
import cluster from 'node:cluster';

console.log('isMaster is there:', 'isMaster' in cluster);
console.log('it says what isPrimary says:', cluster.isMaster === cluster.isPrimary);
