// No ids: one channel keeps its order, and the primary replies in the order of the questions. So the first reply is for the first that waits.
import cluster, { type Worker } from 'node:cluster';
import * as http from 'node:http';
import { answer } from '#given/answer.ts';
import { readGreeting } from '#given/body.ts';
import { explainListenError } from '#given/listen-error.ts';
import { port } from '#given/port.ts';
import { workerCount } from '#given/worker-count.ts';

class Primary {
  readonly #counts = new Map<number, number>();
  #greeting: string | undefined;

  start(): void {
    for (let i = 0; i < workerCount; i++) cluster.fork();
    cluster.on('message', this.#hear.bind(this));
    cluster.on('online', (worker) => console.log(`Worker ${worker.process.pid} is online`));
    cluster.on('listening', (worker) => this.#greeting && worker.send(['greeting', this.#greeting]));
    cluster.on('exit', () => setTimeout(() => cluster.fork(), 50));
  }

  #hear(worker: Worker, [kind, value]: [string, string?]): void {
    const pid = worker.process.pid!;
    if (kind === 'count') this.#counts.set(pid, (this.#counts.get(pid) ?? 0) + 1);
    if (kind === 'stats') worker.send(['stats', this.#stats()], undefined, () => {});
    if (kind === 'greeting') {
      this.#greeting = value;
      Object.values(cluster.workers!).forEach((other) => other!.send(['greeting', value], () => {}));
    }
  }

  #stats(): string {
    const workers = Object.fromEntries(this.#counts);
    return JSON.stringify({ total: [...this.#counts.values()].reduce((a, b) => a + b, 0), workers });
  }
}

class Server {
  readonly #waiting: ((stats: string) => void)[] = [];
  #greeting = 'Hello World';

  start(): void {
    process.on('message', ([kind, value]: [string, string]) => {
      if (kind === 'stats') this.#waiting.shift()!(value);
      else this.#greeting = value;
    });
    http
      .createServer((request, response) => this.#respond(request, response))
      .on('error', explainListenError)
      .listen(port);
  }

  async #respond(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (request.method === 'GET' && pathname === '/stats') {
      this.#waiting.push((stats) => {
        response.setHeader('content-type', 'application/json');
        response.write(stats); // chunked
        response.end();
      });
      process.send!(['stats']);
    } else if (request.method === 'POST' && pathname === '/greeting') {
      const greeting = await readGreeting(request, response);
      if (greeting === undefined) return;
      this.#greeting = greeting;
      process.send!(['greeting', greeting]);
      response.statusCode = 204;
      response.end();
    } else {
      if (request.method === 'GET' && pathname === '/') process.send!(['count']);
      await answer(request, response, this.#greeting);
    }
  }
}

if (cluster.isPrimary) new Primary().start();
else new Server().start();
