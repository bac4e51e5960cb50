// What the text says: a connection on which half a head has come is not idle, so only closeAllConnections ends it.
// prints: after close(): open
// prints: after closeIdleConnections(): open
// prints: after closeAllConnections(): closed
import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo, type Socket } from 'node:net';

const server = http.createServer((_request, response) => response.end('the first answer'));
await once(server.listen(0), 'listening');
const client = net.connect((server.address() as AddressInfo).port).on('error', () => {});
const connected = once(server, 'connection') as Promise<[Socket]>;
client.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\nGET / HTTP/1.1\r\n'); // one request, and half of another
const [connection] = await connected;
await once(client, 'data');
const tell = (after: string) => console.log(`after ${after}: ${connection.destroyed ? 'closed' : 'open'}`);

server.close();
tell('close()');
server.closeIdleConnections();
tell('closeIdleConnections()');
server.closeAllConnections();
tell('closeAllConnections()');
