// Each worker counts by itself and reports its count ten times a second, by a timer that runs for ever.
import cluster from 'node:cluster';
import http from 'node:http';
import { answer } from '#given/answer.ts';
import { readGreeting } from '#given/body.ts';
import { explainListenError } from '#given/listen-error.ts';
import { port } from '#given/port.ts';
import { workerCount } from '#given/worker-count.ts';

type Asked = { counted: number } | { id: number } | { greeting: string };

if (cluster.isPrimary) {
  const counts: Record<string, number> = {};
  let greeting = '';

  const start = () => {
    const worker = cluster.fork({ GREETING: greeting });
    const pid = String(worker.process.pid);
    worker.on('message', (asked: Asked) => {
      if ('counted' in asked) counts[pid] = asked.counted;
      else if ('id' in asked) worker.send({ id: asked.id, counts }, () => {});
      else {
        greeting = asked.greeting;
        for (const each of Object.values(cluster.workers ?? {})) each?.send({ greeting }, () => {});
      }
    });
    worker.once('exit', start);
  };
  for (let i = 0; i < workerCount; i++) start();
} else {
  const waiting: Record<number, http.ServerResponse> = {};
  let greeting = process.env['GREETING'] || 'Hello World';
  let counted = 0;
  let questions = 0;

  setInterval(() => process.send?.({ counted } satisfies Asked), 100);

  process.on('message', (told: { greeting: string } | { id: number; counts: Record<string, number> }) => {
    if ('greeting' in told) {
      greeting = told.greeting;
      return;
    }
    const total = Object.values(told.counts).reduce((sum, count) => sum + count, 0);
    waiting[told.id]?.setHeader('Content-Type', 'application/json').end(JSON.stringify({ total, workers: told.counts }));
    delete waiting[told.id];
  });

  http
    .createServer(async (request, response) => {
      const asked = `${request.method} ${request.url?.split('?')[0]}`;
      if (asked === 'GET /') counted++;
      if (asked === 'GET /stats') {
        waiting[questions] = response;
        process.send?.({ id: questions++ } satisfies Asked);
      } else if (asked === 'POST /greeting') {
        const wanted = await readGreeting(request, response);
        if (wanted === undefined) return;
        process.send?.({ greeting: wanted } satisfies Asked);
        response.writeHead(204).end();
      } else await answer(request, response, greeting);
    })
    .on('error', explainListenError)
    .listen(port);
}
