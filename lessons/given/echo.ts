// Given for graceful-shutdown: the routes of single-server, and one that is in flight for as long as its client likes.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import { answer } from './answer.ts';

/** POST /echo sends its body back, piece by piece as it comes. Anything else is answered as ever. */
export function answerOrEcho(request: IncomingMessage, response: ServerResponse): void {
  if (request.url === '/echo')
    pipeline(request, response, () => {}); // a client that goes away is no error
  else void answer(request, response);
}
