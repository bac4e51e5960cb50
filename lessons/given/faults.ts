// Given for self-healing: the routes of single-server, and two by which a worker dies. No server should have those.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answer, send } from './answer.ts';

/** GET /crash: an exception that nobody catches. GET /exit?code=3: ends the process, with a code from 0 to 9. Anything else is answered as ever. */
export function answerOrDie(request: IncomingMessage, response: ServerResponse): void {
  const [path, query] = (request.url ?? '').split('?');
  if (path === '/crash') throw new Error('a crash that was asked for');
  if (path !== '/exit') return void answer(request, response);
  const code = new URLSearchParams(query).get('code') ?? '';
  if (!/^\d$/.test(code)) return send(response, 400, 'code must be a digit from 0 to 9');
  process.exit(Number(code));
}
