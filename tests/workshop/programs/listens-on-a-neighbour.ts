import http from 'node:http';

http.createServer((_request, response) => response.end('x')).listen(Number(process.env['PORT']), '127.0.0.2');
