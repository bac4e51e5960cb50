// What the text says: after the first fork the property shows what it is set to, and the old policy stays in force.
// prints: rr: a worker owns the listening socket: false
// prints: none: a worker owns the listening socket: true
// prints: rr, and none after a fork: the property says none: true
// prints: rr, and none after a fork: a worker owns the listening socket: false
import { execFileSync } from 'node:child_process';
import cluster from 'node:cluster';
import { once } from 'node:events';
import http from 'node:http';

const [file = '', policy] = process.argv.slice(1);
if (policy === undefined) {
  for (const each of ['rr', 'none', 'rr, and none after a fork']) {
    execFileSync(process.execPath, [...process.execArgv, file, each], { stdio: 'inherit' });
  }
} else if (cluster.isPrimary) {
  cluster.schedulingPolicy = policy === 'none' ? cluster.SCHED_NONE : cluster.SCHED_RR;
  if (policy === 'rr, and none after a fork') {
    const first = cluster.fork();
    await once(first, 'online');
    first.process.kill();
    cluster.schedulingPolicy = cluster.SCHED_NONE;
    console.log(`${policy}: the property says none: ${cluster.schedulingPolicy === cluster.SCHED_NONE}`);
  }
  cluster.fork({ LISTENS: 'yes' });
} else if (process.env['LISTENS']) {
  const server = http.createServer().listen(0, () => {
    // Under round robin a worker only acts as if it had a socket.
    const owns = process.getActiveResourcesInfo().some((resource) => resource.startsWith('TCP'));
    console.log(`${policy}: a worker owns the listening socket: ${owns}`);
    server.close(() => process.exit());
  });
}
