import cluster from 'node:cluster';
import http from 'node:http';
import { answer } from '#given/answer.ts';
import { explainListenError } from '#given/listen-error.ts';
import { port } from '#given/port.ts';
import { workerCount } from '#given/worker-count.ts';
// You will need `scheduling` from '#given/scheduling.ts' too: it is 'rr' or 'none', as SCHEDULING says.

// TODO Let `scheduling` decide who hands out the connections:
//        rr    the primary, to each worker in turn
//        none  nobody: each worker takes what the operating system gives it
//      It must hold whatever the system's own default is.

// TODO ★ Let the primary say which one is in force, once:
//        Scheduling: <rr or none>

if (cluster.isPrimary) {
  console.log(`Primary ${process.pid} is running`);
  for (let i = 1; i <= workerCount; i++) {
    console.log(`Forking process number ${i}...`);
    cluster.fork();
  }
  cluster.on('exit', (worker, code, signal) => console.log(`Worker ${worker.process.pid} ended (${signal ?? code})`));
} else {
  // Leave this as it is: all workers name the same port under either policy.
  const server = http.createServer(answer);
  server.on('error', explainListenError);
  server.listen(port, () => console.log(`Worker ${process.pid} started...`));
}
