import http from 'node:http';

http.createServer((_request, response) => response.end('here')).listen(0);
