// What the text says: a server that never listens has no clock. Two clients send half a request, one to each kind of server.
// prints: a server that listens: HTTP/1.1 408 Request Timeout
// prints: a server that is only given connections: nothing, though it had five times as long
import { once } from 'node:events';
import http from 'node:http';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';

const options = { headersTimeout: 50, connectionsCheckingInterval: 10 }; // in milliseconds; Node's own are 60 and 30 seconds
const listening = http.createServer(options);
const given = http.createServer(options);
const outer = createServer({ pauseOnConnect: true }, (socket) => given.emit('connection', socket));
for (const server of [listening, outer]) await once(server.listen(0), 'listening');

let answer = 'nothing';
half(outer).on('data', (text) => (answer = String(text)));
for (let i = 0; i < 5; i++) {
  const [text] = await once(half(listening), 'data');
  if (i === 0) console.log(`a server that listens: ${String(text).split('\r\n')[0]}`);
}
console.log(`a server that is only given connections: ${answer}, though it had five times as long`);
process.exit();

function half(server: Server) {
  const socket = connect((server.address() as AddressInfo).port);
  socket.write('GET / HTTP/1.1\r\n');
  return socket;
}
