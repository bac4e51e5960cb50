// Acknowledges after it has taken the connection over. A connection that this process accepts by itself needs no word.
import * as http from 'node:http';
import * as net from 'node:net';
import { answer } from '#given/answer.ts';

const server = http.createServer();
server.on('request', (request, response) => void answer(request, response));
process.once('disconnect', () => process.exit(0));
process.on('message', (message: { type: 'socket' | 'server' }, handle: unknown) => {
  if (message.type === 'server') {
    (handle as net.Server).on('connection', (socket) => server.emit('connection', socket));
    return;
  }
  if (handle instanceof net.Socket) server.emit('connection', handle);
  process.send?.({ type: 'taken' });
});
process.send?.({ type: 'ready' });
