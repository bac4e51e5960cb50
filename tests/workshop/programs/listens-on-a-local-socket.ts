import http from 'node:http';

http.createServer((_request, response) => response.end('x')).listen('here'); // in the program's folder
