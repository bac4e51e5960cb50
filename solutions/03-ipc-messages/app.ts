import cluster, { type Worker } from 'node:cluster';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import { answer } from '#given/answer.ts';
import { readGreeting } from '#given/body.ts';
import { explainListenError } from '#given/listen-error.ts';
import { port } from '#given/port.ts';
import { workerCount } from '#given/worker-count.ts';

/** What GET /stats answers: the GET / of all workers together, and of each one by its pid. */
interface Stats {
  total: number;
  workers: Record<number, number>;
}

// Messages travel as JSON. Each names its kind, so that whoever gets it knows what it is about.
type ToPrimary = { type: 'ready' } | { type: 'hello' } | { type: 'ask for stats'; id: number } | { type: 'greeting'; greeting: string };
type ToWorker = { type: 'stats'; id: number; stats: Stats } | { type: 'greeting'; greeting: string };

if (cluster.isPrimary) runPrimary();
else runWorker();

/** Keeps what the workers share. They can't see it, so they send messages about it. */
function runPrimary(): void {
  const stats: Stats = { total: 0, workers: {} };
  let greeting = 'Hello World';

  cluster.on('message', (worker, message: ToPrimary) => {
    switch (message.type) {
      case 'ready':
        tell(worker, { type: 'greeting', greeting });
        break;
      case 'hello': {
        const { pid = 0 } = worker.process;
        stats.total++;
        stats.workers[pid] = (stats.workers[pid] ?? 0) + 1;
        break;
      }
      case 'ask for stats':
        tell(worker, { type: 'stats', id: message.id, stats }); // back to the one that asked, with the id of its question
        break;
      case 'greeting':
        greeting = message.greeting;
        for (const each of Object.values(cluster.workers ?? {})) if (each) tell(each, message);
        break;
    }
  });

  // The simplest way to replace a worker. A worker that fails at its start would be forked for ever: see self-healing.
  cluster.on('exit', () => cluster.fork());

  console.log(`Primary ${process.pid} is running`);
  for (let i = 1; i <= workerCount; i++) {
    console.log(`Forking process number ${i}...`);
    cluster.fork();
  }

  function tell(worker: Worker, message: ToWorker): void {
    worker.send(message, () => {}); // with a callback, a worker that has just died is no error: it needs no news
  }
}

/** Serves, and talks with the primary. */
function runWorker(): void {
  /** The questions that are still open: what to do with the reply, by id. */
  const open = new Map<number, (stats: Stats) => void>();
  let lastId = 0;
  let greeting = 'Hello World';

  process.on('message', (message: ToWorker) => {
    switch (message.type) {
      case 'stats':
        open.get(message.id)?.(message.stats);
        open.delete(message.id);
        break;
      case 'greeting':
        greeting = message.greeting;
        break;
    }
  });

  const server = http.createServer(respond);
  server.on('error', explainListenError);
  // It serves once it knows the greeting, which is the first message to come. It asks, because what is sent to it earlier than this is lost.
  process.once('message', () => server.listen(port, () => console.log(`Worker ${process.pid} started...`)));
  tell({ type: 'ready' });

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path] = (request.url ?? '').split('?');
    switch (`${request.method} ${path}`) {
      case 'GET /stats': {
        const stats = await askForStats();
        response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(stats));
        return;
      }
      case 'POST /greeting': {
        const wanted = await readGreeting(request, response);
        if (wanted === undefined) return; // refused, and answered already
        tell({ type: 'greeting', greeting: wanted }); // this worker, too, takes it when the primary says so
        response.writeHead(204).end();
        return;
      }
      case 'GET /':
        tell({ type: 'hello' });
    }
    return answer(request, response, greeting);
  }

  /** Request and reply: the id leads each reply to the question that it belongs to. */
  function askForStats(): Promise<Stats> {
    const id = ++lastId;
    tell({ type: 'ask for stats', id });
    return new Promise((resolve) => open.set(id, resolve));
  }

  function tell(message: ToPrimary): void {
    process.send?.(message);
  }
}
