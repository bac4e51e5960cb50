// Given from ipc-messages on: reads the body of POST /greeting.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { send } from './answer.ts';

/** The longest body that is taken, in bytes. */
const limit = 65_536;

/**
 * The greeting that a request brings as JSON: `{"greeting":"Hola"}`.
 * @returns undefined if there is none to take. The request has its answer then (400, or 413 if the body is too long), or its client is gone.
 */
export async function readGreeting(request: IncomingMessage, response: ServerResponse): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk); // what is too long is read to its end, so that the client hears the answer, and not kept
    }
  } catch {
    return undefined; // the client went away in the middle
  }
  if (size > limit) {
    send(response, 413, `The body may have ${limit} bytes`);
    return undefined;
  }
  const greeting = parse(Buffer.concat(chunks)); // joined first: a character may stand in two chunks
  if (typeof greeting === 'string' && greeting !== '') return greeting;
  send(response, 400, 'The body must be JSON like {"greeting":"Hola"}');
  return undefined;
}

/** What stands under "greeting", whatever it is; undefined if that can't be read. */
function parse(body: Buffer): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    return (JSON.parse(text) as { greeting?: unknown } | null)?.greeting;
  } catch {
    return undefined;
  }
}
