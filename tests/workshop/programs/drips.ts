import http from 'node:http';

http.createServer((_request, response) => void setInterval(() => response.write('Hello'), 100)).listen(process.env['PORT']);
