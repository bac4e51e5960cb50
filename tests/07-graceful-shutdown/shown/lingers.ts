// What the text says: a client that keeps its connection keeps a closed server, unless it is told that this answer is the last one.
// prints: without the header, the server closed seconds after its last answer
// prints: with Connection: close, the server closed at once after its last answer
import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

for (const [name, header] of [
  ['without the header', {}],
  ['with Connection: close', { Connection: 'close' }],
] as const) {
  const server = http.createServer((_request, response) => {
    server.close();
    response.writeHead(200, header).end('the last answer');
  });
  const closed = once(server, 'close');
  await once(server.listen(0), 'listening');
  const { port } = server.address() as AddressInfo;
  const [response] = (await once(http.get({ port, agent: new http.Agent({ keepAlive: true }) }), 'response')) as [IncomingMessage];
  await once(response.resume(), 'end');
  const answered = performance.now();
  await closed;
  console.log(`${name}, the server closed ${performance.now() - answered > 2_000 ? 'seconds' : 'at once'} after its last answer`);
}
