import http from 'node:http';

http
  .createServer((_request, response) => response.writeHead(200, { 'Content-Length': 5 }).end(`Hello World from process ${process.pid}`))
  .listen(process.env['PORT']);
