import http from 'node:http';

http.createServer((_request, response) => response.write('Hello', () => response.destroy())).listen(process.env['PORT']);
