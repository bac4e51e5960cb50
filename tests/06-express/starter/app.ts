import { setTimeout as sleep } from 'node:timers/promises';
import express, { type Request } from 'express';
import { burn } from '#given/burn.ts';
import { HttpError } from '#given/http-error.ts';
import { toMilliseconds } from '#given/milliseconds.ts';
import { port } from '#given/port.ts';
// You will need `failNow` and `failLater` from '#given/fail.ts' too.

const app = express();

app.get('/', (_request, response) => {
  response.type('text/plain').send(`Hello World from process ${process.pid}\n`);
});

app.get('/work', (request, response) => {
  const ms = millisecondsOf(request);
  burn(ms);
  response.type('text/plain').send(`Worked ${ms} ms in process ${process.pid}\n`);
});

app.get('/slow', async (request, response) => {
  const ms = millisecondsOf(request);
  await sleep(ms);
  response.type('text/plain').send(`Waited ${ms} ms in process ${process.pid}\n`);
});

// TODO POST /greet with the body {"name":"Ada"} answers, as plain text,
//        Hello Ada from process <pid>
//      A body without such a name gets 400.

// TODO GET /fail calls failNow(), and GET /fail/later calls failLater().
//      Such an error is answered with 500 and JSON like {"error":"…"}, which tells nothing of what went wrong.

// TODO What the client did wrong is answered with its own status and JSON like {"error":"…"}: 404 for any other path,
//      400 for a body that is no JSON, and whatever `status` the error has.

// TODO This file should make the app, export it, and do nothing else: who imports it decides where it listens.
app.listen(port);

/** Leave this as it is. What it throws reaches Express. */
function millisecondsOf(request: Request): number {
  const ms = toMilliseconds(request.query['ms']);
  if (ms === undefined) throw new HttpError(400, 'ms must be a whole number from 0 to 10000');
  return ms;
}
