// All who wait share one question: while it is open, whoever asks for /stats waits for the same reply. So there are no ids.
import cluster from 'node:cluster';
import { once } from 'node:events';
import http from 'node:http';
import { answer } from '#given/answer.ts';
import { readGreeting } from '#given/body.ts';
import { explainListenError } from '#given/listen-error.ts';
import { port } from '#given/port.ts';
import { workerCount } from '#given/worker-count.ts';

if (cluster.isPrimary) {
  const pids: number[] = []; // a pid for each visit
  let greeting: string | undefined;
  const replies: Record<string, () => object> = {
    stats: () => {
      const workers = Object.fromEntries(pids.map((pid) => [pid, pids.filter((other) => other === pid).length]));
      return { stats: { workers, total: pids.length } };
    },
    greeting: () => ({ greeting }),
  };
  cluster.on('message', (worker, { ask, visit, news }: { ask?: string; visit?: number; news?: string }) => {
    if (visit) pids.push(visit);
    if (ask) worker.send(replies[ask]?.() ?? {}, () => {});
    if (news === undefined) return;
    greeting = news;
    for (const id in cluster.workers) cluster.workers[id]?.send({ greeting }, () => {});
  });
  cluster.on('exit', () => void cluster.fork());
  for (let i = 0; i < workerCount; i++) cluster.fork();
} else {
  const send = process.send?.bind(process) as (message: object) => void;
  const tell = (message: object) => send(message);
  let greeting: string | undefined;
  let open: ((stats: object) => void)[] = [];

  process.on('message', (told: { stats?: object; greeting?: string }) => {
    greeting = told.greeting ?? greeting;
    const { stats } = told;
    if (!stats) return;
    for (const resolve of open) resolve(stats);
    open = [];
  });
  tell({ ask: 'greeting' });
  await once(process, 'message');

  const server = http.createServer((request, response) => {
    if (request.method === 'GET' && request.url === '/stats') {
      if (open.push((stats) => response.end(`${JSON.stringify(stats)}\n`)) === 1) tell({ ask: 'stats' });
    } else if (request.method === 'POST' && request.url === '/greeting') {
      readGreeting(request, response).then((news) => {
        if (news !== undefined) tell({ news });
        if (news !== undefined) response.writeHead(204).end();
      });
    } else {
      if (request.method === 'GET' && request.url === '/') tell({ visit: process.pid });
      void answer(request, response, greeting);
    }
  });
  server.on('error', explainListenError);
  server.listen({ port });
}
