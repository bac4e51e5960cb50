import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { burn } from '#given/burn.ts';
import { explainListenError } from '#given/listen-error.ts';
import { readMilliseconds } from '#given/milliseconds.ts';
import { port } from '#given/port.ts';

const server = http.createServer(async (request, response) => {
  const [path, query] = (request.url ?? '').split('?');
  const ms = readMilliseconds(query);
  response.on('close', () => {
    if (!response.writableFinished) console.log(`The client of ${request.url} went away`);
  });

  switch (path) {
    case '/':
      return send(response, 200, `Hello World from process ${process.pid}`);
    case '/work':
      if (ms === undefined) return send(response, 400, 'ms must be a whole number from 0 to 10000');
      burn(ms); // until this returns, the process does nothing else
      return send(response, 200, `Worked ${ms} ms in process ${process.pid}`);
    case '/slow':
      if (ms === undefined) return send(response, 400, 'ms must be a whole number from 0 to 10000');
      await sleep(ms); // until this is over, the process is free for others
      return send(response, 200, `Waited ${ms} ms in process ${process.pid}`);
    default:
      return send(response, 404, 'Not found');
  }
});
server.on('error', explainListenError);
server.listen(port, () => console.log(`Listening on port ${port} in process ${process.pid}`));

/** Sends a text of one line. */
function send(response: http.ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain' }).end(`${text}\n`);
}
