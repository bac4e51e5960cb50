import http from 'node:http';

http.createServer((request) => request.socket.destroy()).listen(process.env['PORT']);
