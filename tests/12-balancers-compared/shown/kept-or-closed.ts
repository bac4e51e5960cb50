// What the text says: whether Node keeps a connection open after its answer, with the requests that nginx sends.
// prints: GET / HTTP/1.0, Connection: close    the connection is closed
// prints: GET / HTTP/1.1, Connection: close    the connection is closed
// prints: GET / HTTP/1.0                       the connection is closed
// prints: GET / HTTP/1.1                       the connection is kept
import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';

const server = http.createServer((_request, response) => response.end('Hello\n')).listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;

for (const [version, close] of [
  ['1.0', true],
  ['1.1', true],
  ['1.0', false],
  ['1.1', false],
] as const) {
  const socket = net.connect(port, '127.0.0.1');
  socket.write(`GET / HTTP/${version}\r\nHost: localhost\r\n${close ? 'Connection: close\r\n' : ''}\r\n`);
  const [head] = (await once(socket.setEncoding('utf8'), 'data')) as [string];
  const kept = /^Connection: keep-alive\r$/m.test(head);
  if (!kept) await once(socket, 'end');
  socket.destroy();
  const request = `GET / HTTP/${version}${close ? ', Connection: close' : ''}`;
  console.log(`${request.padEnd(37)}the connection is ${kept ? 'kept' : 'closed'}`);
}
server.close();
