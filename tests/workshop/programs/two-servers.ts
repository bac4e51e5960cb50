import http from 'node:http';

for (let i = 0; i < 2; i++) http.createServer((_request, response) => response.end('x')).listen(process.env['PORT']);
