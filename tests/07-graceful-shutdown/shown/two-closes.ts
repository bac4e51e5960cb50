// What the text says: http's close() breaks an answer that is ended and not all sent, and stops the clocks. net's does neither.
// prints: http.Server's close(): a part of the answer comes, and half a head keeps its connection
// prints: net.Server's close(): the whole answer comes, and headersTimeout closes the connection of half a head
import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import net, { type AddressInfo } from 'node:net';

const length = 32 * 1024 * 1024;
const closes: Record<string, (this: http.Server) => void> = {
  "http.Server's": http.Server.prototype.close,
  "net.Server's": net.Server.prototype.close,
};
const outcomes: { name: string; came: number; half: net.Socket; server: http.Server }[] = [];

for (const [name, close] of Object.entries(closes)) {
  const options = { connectionsCheckingInterval: 10, keepAliveTimeout: 0 };
  const server = http.createServer(options, (_request, response) => response.end('x'.repeat(length)));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const half = net.connect(port, '127.0.0.1').on('error', () => {});
  half.write('HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\nGET / HTTP/1.1\r\n'); // one request, and half of another
  await once(half, 'data');
  half.resume();

  const [response] = (await once(http.get({ port, host: '127.0.0.1' }), 'response')) as [IncomingMessage];
  close.call(server); // the answer is ended, and its client has read its head
  server.headersTimeout = 1;
  outcomes.push({ name, came: await lengthOf(response), half, server });
}

const { half: last } = outcomes.at(-1)!;
if (!last.destroyed) await once(last, 'close');
for (const { name, came, half, server } of outcomes) {
  const answer = came === length ? 'the whole' : 'a part of the';
  const kept = half.destroyed ? 'headersTimeout closes the connection of half a head' : 'half a head keeps its connection';
  console.log(`${name} close(): ${answer} answer comes, and ${kept}`);
  server.closeAllConnections();
}

/** Reads what comes of an answer, to its end or until its connection breaks; gives the number of bytes. */
function lengthOf(response: IncomingMessage): Promise<number> {
  let came = 0;
  response.on('data', ({ length }: Buffer) => (came += length)).on('error', () => {});
  return new Promise((resolve) => response.on('close', () => resolve(came)));
}
