import http from 'node:http';

const kept: Buffer[] = [];
const server = http.createServer(() => void setInterval(() => kept.push(Buffer.alloc(10_000_000, 1)), 1));
server.listen(process.env['PORT']);
