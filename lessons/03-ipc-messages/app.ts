import cluster from 'node:cluster';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import { answer } from '#given/answer.ts'; // takes a greeting as its third argument; 'Hello World' unless told
import { explainListenError } from '#given/listen-error.ts';
import { port } from '#given/port.ts';
import { workerCount } from '#given/worker-count.ts';
// You will need `readGreeting` from '#given/body.ts' too.

if (cluster.isPrimary) {
  // TODO tell: count each GET / that a worker tells of, in total and by the worker's pid.
  // TODO ask: when a worker asks for these counts, reply to that worker.
  // TODO broadcast: when a worker tells of a new greeting, tell every worker.

  console.log(`Primary ${process.pid} is running`);
  for (let i = 1; i <= workerCount; i++) {
    console.log(`Forking process number ${i}...`);
    cluster.fork();
  }
} else {
  // TODO ask: lead each reply of the primary to the question that it belongs to.
  // TODO broadcast: take the greeting that the primary tells of.

  const server = http.createServer(respond);
  server.on('error', explainListenError); // leave this line as it is
  server.listen(port, () => console.log(`Worker ${process.pid} started...`));
}

/** Answers a request. Runs in the workers only. */
async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
  // TODO tell: before a GET / is answered, tell the primary.
  // TODO ask: GET /stats answers {"total":12,"workers":{"<pid>":6,"<pid>":6}}. Several may be under way at the same time.
  // TODO broadcast: POST /greeting takes {"greeting":"Hola"}, answers 204, and changes what every worker says.
  return answer(request, response);
}
