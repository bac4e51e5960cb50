import http from 'node:http';

const server = http.createServer((_request, response) => response.end('x'));
server.listen(process.env['PORT']);
server.listen(process.env['PORT']);
