import net from 'node:net';

net.createServer((socket) => socket.end(`Hello World from process ${process.pid}\n`)).listen(process.env['PORT']);
