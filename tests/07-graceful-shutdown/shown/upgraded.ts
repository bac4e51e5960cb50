// What the text says: http closes no connection that it has handed over, and the server is not closed before it is.
// prints: after close() and closeAllConnections(): connection open, server open
// prints: after its own end: connection closed, server closed
import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';

const server = http.createServer();
let isClosed = false;
server.on('close', () => (isClosed = true));
await once(server.listen(0, '127.0.0.1'), 'listening');
const client = net.connect((server.address() as AddressInfo).port, '127.0.0.1').on('error', () => {});
client.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
const [, connection] = (await once(server, 'upgrade')) as [unknown, Socket];
const state = (isClosed: boolean) => (isClosed ? 'closed' : 'open');
const tell = (after: string) => console.log(`after ${after}: connection ${state(connection.destroyed)}, server ${state(isClosed)}`);

server.close();
server.closeAllConnections();
await turn();
tell('close() and closeAllConnections()');
connection.destroy();
await once(server, 'close');
tell('its own end');
