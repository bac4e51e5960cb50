import http from 'node:http';

const server = http.createServer((_request, response) => {
  server.close();
  response.writeHead(200, { 'Content-Type': 'text/plain', Connection: 'close' }).end(`Hello World from process ${process.pid}`);
});
server.listen(process.env['PORT']);
setInterval(() => {}, 60_000);
