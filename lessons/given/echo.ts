// Given for graceful-shutdown: the routes of single-server, and two that are in flight for as long as their clients like.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import { answer } from './answer.ts';

/** The length of the answer to GET /large, in bytes: more than the system holds for a client that does not read. */
export const largeLength = 32 * 1024 * 1024;

/**
 * POST /echo sends its body back, piece by piece as it comes. GET /large is answered at once, and sent as fast as its client reads. Anything
 * else is answered as ever.
 */
export function answerOrEcho(request: IncomingMessage, response: ServerResponse): void {
  if (request.url === '/echo')
    pipeline(request, response, () => {}); // a client that goes away is no error
  else if (request.url === '/large') sendLarge(response);
  else void answer(request, response);
}

/** Sends as many lines as it takes. */
function sendLarge(response: ServerResponse): void {
  const line = `${`A line from process ${process.pid}`.padEnd(63)}\n`;
  response.writeHead(200, { 'Content-Type': 'text/plain' }).end(line.repeat(largeLength / line.length));
}
