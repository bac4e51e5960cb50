import http from 'node:http';

http.createServer((_request, response) => response.end('late')).listen(process.env['PORT']);
for (;;);
