// What the text says: closing an idle connection may hit a request that is on its way. A last answer with Connection: close can't.
// prints: closed while it was idle: the next request gets ECONNRESET
// prints: told with the last answer: that one gets 200, and then the connection is closed
import { once } from 'node:events';
import http from 'node:http';
import type net from 'node:net';

let leaving = false;
const server = http.createServer((_request, response) => {
  if (leaving) response.setHeader('Connection', 'close');
  response.end('an answer');
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as net.AddressInfo;

const first = new http.Agent({ keepAlive: true });
await ask(first).answer;
const next = ask(first);
await once(next.request, 'finish'); // it is on its way, and the server has not read it yet
server.closeIdleConnections();
console.log(`closed while it was idle: the next request gets ${await next.answer}`);

const second = new http.Agent({ keepAlive: true });
await ask(second).answer;
leaving = true;
const last = await ask(second).answer;
const isOpen = Object.keys(second.freeSockets).length > 0;
console.log(`told with the last answer: that one gets ${last}, and then the connection is ${isOpen ? 'kept' : 'closed'}`);
server.close();

/** A request, and the status of its answer, or what became of it instead. */
function ask(agent: http.Agent): { request: http.ClientRequest; answer: Promise<number | string | undefined> } {
  const request = http.get({ host: '127.0.0.1', port, agent });
  const answer = new Promise<number | string | undefined>((resolve) => {
    request.on('response', (response) => response.resume().on('close', () => setImmediate(resolve, response.statusCode)));
    request.on('error', (error: NodeJS.ErrnoException) => resolve(error.code));
  });
  return { request, answer };
}
