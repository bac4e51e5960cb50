import http from 'node:http';

http.createServer((_request, response) => void response.writeHead(200).write('Hello')).listen(process.env['PORT']);
