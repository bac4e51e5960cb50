import { setTimeout as sleep } from 'node:timers/promises';
import express, { type NextFunction, type Request, type Response } from 'express';
import { burn } from '#given/burn.ts';
import { failLater, failNow } from '#given/fail.ts';
import { HttpError } from '#given/http-error.ts';
import { toMilliseconds } from '#given/milliseconds.ts';

// This file makes the app and does nothing else. Who imports it decides where it runs: server.ts in each worker, a test in itself.
export const app = express();

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

// The body is read for this route only. A malformed one, or one that is too large, goes on to the error handler.
app.post('/greet', express.json(), (request, response) => {
  const name: unknown = request.body?.name; // no body at all if the client doesn't say that it sends JSON
  if (typeof name !== 'string' || name === '') throw new HttpError(400, 'The body must be JSON like {"name":"Ada"}');
  response.type('text/plain').send(`Hello ${name} from process ${process.pid}\n`); // plain text: a name is no HTML
});

app.get('/fail', () => failNow());

app.get('/fail/later', () => failLater()); // given back, so that Express hears of the rejection

app.get('/fail/midway', async (_request, response) => {
  response.type('text/plain').write('The first half\n');
  await failLater();
});

// After all routes: whoever comes here was answered by none of them.
app.use(() => {
  throw new HttpError(404, 'Not found');
});

// Last of all. It must have four parameters, also where it uses fewer: by their number Express knows an error handler.
app.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
  if (response.headersSent) return next(error); // it is too late for another answer: Express logs the error and breaks this one off
  const { status, message } = toAnswer(error);
  if (status >= 500) console.error(error);
  response.status(status).json({ error: message });
});

/** What the client is told: its own mistakes in words, and of ours nothing but that there was one. */
function toAnswer(error: unknown): { status: number; message: string } {
  const { status, message } = (error ?? {}) as { status?: unknown; message?: unknown };
  return typeof status === 'number' && status >= 400 && status < 500
    ? { status, message: String(message) }
    : { status: 500, message: 'Internal Server Error' };
}

function millisecondsOf(request: Request): number {
  const ms = toMilliseconds(request.query['ms']);
  if (ms === undefined) throw new HttpError(400, 'ms must be a whole number from 0 to 10000');
  return ms;
}
