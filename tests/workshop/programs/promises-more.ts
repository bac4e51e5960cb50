import http from 'node:http';

http.createServer((_request, response) => response.writeHead(200, { 'Content-Length': 100 }).end('Hello')).listen(process.env['PORT']);
