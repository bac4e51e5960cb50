// The handler works out what to say, and one place says it. The wait ends with its client, by an AbortSignal.
import http from 'node:http';
import { scheduler } from 'node:timers/promises';
import { burn } from '#given/burn.ts';
import { explainListenError } from '#given/listen-error.ts';
import { readMilliseconds } from '#given/milliseconds.ts';
import { port } from '#given/port.ts';

type Saying = readonly [status: number, text: string];

async function decide(url: string, signal: AbortSignal): Promise<Saying> {
  const [, path, query] = /^([^?]*)\??(.*)$/s.exec(url) ?? [];
  if (path === '/') return [200, `Hello World from process ${process.pid}`];
  if (path !== '/work' && path !== '/slow') return [404, `There is no ${path} here`];
  const ms = readMilliseconds(query);
  if (ms === undefined) return [400, 'Which ms?'];
  if (path === '/work') burn(ms);
  else await scheduler.wait(ms, { signal });
  return [200, `Done by process ${process.pid}`];
}

async function* requestsOf(server: http.Server): AsyncGenerator<[http.IncomingMessage, http.ServerResponse]> {
  const waiting: [http.IncomingMessage, http.ServerResponse][] = [];
  let wake = () => {};
  server.on('request', (...pair) => {
    waiting.push(pair);
    wake();
  });
  for (;;) {
    yield* waiting.splice(0);
    if (waiting.length === 0) await new Promise<void>((resolve) => (wake = resolve));
  }
}

async function serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
  const leaving = new AbortController();
  response.once('close', () => leaving.abort());
  try {
    const [status, text] = await decide(request.url ?? '', leaving.signal);
    const body = Buffer.from(text);
    response.writeHead(status, { 'content-type': 'text/plain', 'content-length': body.length });
    response.end(body);
  } catch {
    console.log(`The client of ${request.url} went away`);
  }
}

const server = http.createServer().on('error', explainListenError).listen(port);
void (async () => {
  for await (const [request, response] of requestsOf(server)) void serve(request, response);
})();
