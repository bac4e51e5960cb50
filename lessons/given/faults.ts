// Given for self-healing: the routes of single-server, and two by which a worker dies. No server should have those.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answer } from './answer.ts';

/** GET /crash: an exception that nobody catches. GET /exit?code=3: ends the process. Anything else is answered as ever. */
export function answerOrDie(request: IncomingMessage, response: ServerResponse): void {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
  if (pathname === '/exit') process.exit(Number(searchParams.get('code')));
  if (pathname === '/crash') throw new Error('a crash that was asked for');
  void answer(request, response);
}
