// Every message goes to everybody, under an id that nobody else uses; who doesn't wait for it lets it pass. A greeting is answered once each
// worker has confirmed it.
import cluster, { type Worker } from 'node:cluster';
import http from 'node:http';
import { answer } from '#given/answer.ts';
import { readGreeting } from '#given/body.ts';
import { explainListenError } from '#given/listen-error.ts';
import { port } from '#given/port.ts';
import { workerCount } from '#given/worker-count.ts';

interface Message {
  cmd: 'hit' | 'stats' | 'greet' | 'confirm' | 'ready' | 'done';
  id: string;
  data?: unknown;
}

function runPrimary(): void {
  const hits = new Map<number, number>();
  const unconfirmed = new Map<string, Set<number>>();
  let last: Message = { cmd: 'greet', id: 'first', data: 'Hello World' };

  const all = () => Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
  const toAll = (message: Message) => all().forEach((worker) => worker.send(message, () => {}));
  const confirm = (id: string, worker: Worker) => {
    const waitsFor = unconfirmed.get(id);
    if (waitsFor?.delete(worker.id) && waitsFor.size === 0) toAll({ cmd: 'done', id });
  };

  const handlers: Partial<Record<Message['cmd'], (worker: Worker, message: Message) => void>> = {
    hit: ({ process: { pid = 0 } }) => hits.set(pid, 1 + (hits.get(pid) ?? 0)),
    ready: (worker) => worker.send(last, () => {}),
    confirm: (worker, { id }) => confirm(id, worker),
    greet: (_worker, message) => {
      last = message;
      unconfirmed.set(message.id, new Set(all().map(({ id }) => id)));
      toAll(message);
    },
    stats: (_worker, { id }) => {
      const total = [...hits.values()].reduce((sum, number) => sum + number, 0);
      toAll({ cmd: 'done', id, data: { total, workers: Object.fromEntries(hits) } });
    },
  };
  cluster.on('message', (worker, message: Message) => handlers[message.cmd]?.(worker, message));
  cluster.on('exit', (worker) => {
    for (const id of unconfirmed.keys()) confirm(id, worker);
    cluster.fork();
  });
  for (let i = 0; i < workerCount; i++) cluster.fork();
}

function runWorker(): void {
  const waiting = new Map<string, (data: unknown) => void>();
  let count = 0;
  let greeting = '';

  const server = http.createServer(async (request, response) => {
    const route = `${request.method} ${request.url}`;
    if (route === 'GET /stats') response.end(JSON.stringify(await ask('stats')));
    else if (route === 'POST /greeting') {
      const wanted = await readGreeting(request, response);
      if (wanted !== undefined) {
        await ask('greet', wanted);
        response.writeHead(204).end();
      }
    } else {
      if (route === 'GET /') tell('hit');
      await answer(request, response, greeting);
    }
  });

  process.on('message', ({ cmd, id, data }: Message) => {
    if (cmd === 'greet') {
      greeting = String(data);
      tell('confirm', undefined, id);
      if (!server.listening) server.on('error', explainListenError).listen(port);
    } else waiting.get(id)?.(data);
    waiting.delete(cmd === 'done' ? id : '');
  });
  tell('ready');

  function tell(cmd: Message['cmd'], data?: unknown, id = `${process.pid}:${++count}`): string {
    cluster.worker?.send({ cmd, id, data } satisfies Message);
    return id;
  }

  async function ask(cmd: Message['cmd'], data?: unknown): Promise<unknown> {
    return new Promise((resolve) => waiting.set(tell(cmd, data), resolve));
  }
}

if (cluster.isPrimary) runPrimary();
else runWorker();
