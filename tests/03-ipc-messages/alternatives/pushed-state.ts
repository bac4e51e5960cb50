// Nobody asks: the primary sends what all share to every worker whenever it changes, and each answers from its own copy. So there are no ids.
import cluster from 'node:cluster';
import { createServer } from 'node:http';
import { answer, send } from '#given/answer.ts';
import { readGreeting } from '#given/body.ts';
import { explainListenError } from '#given/listen-error.ts';
import { port } from '#given/port.ts';
import { workerCount } from '#given/worker-count.ts';

interface State {
  greeting: string;
  workers: { [pid: string]: number };
}

let state: State = { greeting: 'Hello World', workers: {} };

if (cluster.isPrimary) {
  const push = () => {
    for (const id in cluster.workers) cluster.workers[id]?.send(state, () => {});
  };
  const fork = () => {
    const worker = cluster.fork({ GREETING: state.greeting });
    const pid = String(worker.process.pid);
    state.workers[pid] = 0;
    worker.on('listening', push);
    worker.on('message', (greeting: string | null) => {
      if (greeting === null) state.workers[pid]! += 1;
      else state.greeting = greeting;
      push();
    });
    worker.on('exit', fork);
  };
  for (let i = 0; i < workerCount; i++) fork();
} else {
  state.greeting = process.env['GREETING'] ?? state.greeting;
  process.on('message', (newState: State) => (state = newState));
  createServer((request, response) => {
    const { method, url } = request;
    if (method === 'GET' && url === '/stats') {
      const total = Object.values(state.workers).reduce((sum, number) => sum + number, 0);
      return send(response, 200, JSON.stringify({ workers: state.workers, total }, null, 2));
    }
    if (method === 'POST' && url === '/greeting') {
      return void readGreeting(request, response).then((greeting) => {
        if (greeting) cluster.worker!.send(greeting, () => response.writeHead(204).end());
      });
    }
    if (method === 'GET' && url === '/') cluster.worker!.send(null as never);
    return void answer(request, response, state.greeting);
  })
    .on('error', explainListenError)
    .listen(port);
}
