// What the text says: Node's server tells clients that it keeps an idle connection for five seconds, and keeps it for one more than it tells.
// prints: it tells: timeout=5
// prints: it keeps a connection for a second more than it tells: true
import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';

const server = http.createServer((_request, response) => response.end());
await once(server.listen(0), 'listening');

/** Asks on a connection of its own, and gives that with the head of the answer. */
async function ask(): Promise<[net.Socket, string]> {
  const socket = net.connect((server.address() as AddressInfo).port).setEncoding('utf8');
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  const [head] = (await once(socket, 'data')) as [string];
  return [socket, head];
}

const [first, head] = await ask();
console.log('it tells:', /^Keep-Alive: (.*)\r$/m.exec(head)?.[1]);
first.destroy();

server.keepAliveTimeout = 1; // a thousandth of a second
const asked = performance.now();
const [second] = await ask();
await once(second, 'close');
console.log('it keeps a connection for a second more than it tells:', performance.now() - asked > 990);
server.close();
