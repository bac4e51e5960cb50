// What the text says: two workers, one of them burns CPU, then three fresh connections at once. The paths, as the answers came.
// prints: rr: /, /, /work, /
// prints: none: /, /, /, /work
import { execFileSync } from 'node:child_process';
import cluster from 'node:cluster';
import { once } from 'node:events';
import http from 'node:http';
import { burn } from '#given/burn.ts';

const [file = '', policy] = process.argv.slice(1);
if (policy === undefined) {
  for (const each of ['rr', 'none']) execFileSync(process.execPath, [...process.execArgv, file, each], { stdio: 'inherit' });
} else if (cluster.isPrimary) {
  cluster.schedulingPolicy = policy === 'rr' ? cluster.SCHED_RR : cluster.SCHED_NONE;
  const [[{ port }]] = await Promise.all([once(cluster.fork(), 'listening'), once(cluster.fork(), 'listening')]);

  const answered: string[] = [];
  const ask = async (path: string) => {
    await once(http.get({ host: '127.0.0.1', port, path, agent: false }), 'response');
    answered.push(path);
  };
  const work = ask('/work');
  await once(cluster, 'message'); // one of them is about to burn
  await Promise.all([work, ask('/'), ask('/'), ask('/')]);
  console.log(`${policy}: ${answered.join(', ')}`);
  process.exit();
} else {
  const server = http.createServer((request, response) => {
    if (request.url === '/work') {
      process.send?.('burning');
      burn(500);
    }
    response.end();
  });
  server.listen(0);
}
