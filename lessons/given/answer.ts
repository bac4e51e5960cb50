// Given from the second lesson on: the routes of single-server.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { burn } from './burn.ts';
import { readMilliseconds } from './milliseconds.ts';

/** Answers GET /, /work?ms=5 and /slow?ms=500; anything else is 404. */
export async function answer(request: IncomingMessage, response: ServerResponse, greeting = 'Hello World'): Promise<void> {
  const [path, query] = (request.url ?? '').split('?');
  const ms = readMilliseconds(query);
  switch (path) {
    case '/':
      return send(response, 200, `${greeting} from process ${process.pid}`);
    case '/work':
      if (ms === undefined) return send(response, 400, 'ms must be a whole number from 0 to 10000');
      burn(ms);
      return send(response, 200, `Worked ${ms} ms in process ${process.pid}`);
    case '/slow':
      if (ms === undefined) return send(response, 400, 'ms must be a whole number from 0 to 10000');
      await sleep(ms);
      return send(response, 200, `Waited ${ms} ms in process ${process.pid}`);
    default:
      return send(response, 404, 'Not found');
  }
}

/** Sends a text of one line. */
export function send(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain' }).end(`${text}\n`);
}
