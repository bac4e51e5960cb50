import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import http from 'node:http';
import { answer } from '#given/answer.ts';
import { readGreeting } from '#given/body.ts';
import { explainListenError } from '#given/listen-error.ts';
import { port } from '#given/port.ts';

type Message = { id?: string; round?: number; greeting?: string; total?: number; workers?: Map<number, number> };

let count = 0;
let greeting = process.env['GREETING'] || 'Hello World';
const replies = new EventEmitter().setMaxListeners(0);

process.on('message', (message: Message) => {
  if (message.round) tell({ round: message.round, count });
  greeting = message.greeting ?? greeting;
  if (message.id) replies.emit(message.id, message);
});

http
  .createServer((request, response) => {
    void (routes[`${request.method} ${request.url?.replace(/\?.*/, '')}`] ?? other)(request, response);
  })
  .on('error', explainListenError)
  .listen(port);

type Route = (request: http.IncomingMessage, response: http.ServerResponse) => Promise<unknown>;

const other: Route = (request, response) => answer(request, response, greeting);

const routes: Record<string, Route> = {
  'GET /': (request, response) => {
    count++;
    return answer(request, response, greeting);
  },
  'GET /stats': async (_request, response) => {
    const id = randomUUID();
    tell({ id });
    const [{ total, workers }] = (await once(replies, id)) as [Message];
    response.end(JSON.stringify({ total, workers: Object.fromEntries(workers ?? []) }));
  },
  'POST /greeting': async (request, response) => {
    const wanted = await readGreeting(request, response);
    if (wanted) process.send?.(new Map([['greeting', wanted]]), undefined, {}, () => response.writeHead(204).end());
  },
};

function tell(values: object): void {
  process.send?.(new Map(Object.entries(values)));
}
