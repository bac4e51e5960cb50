import http from 'node:http';

const server = http.createServer((_request, response) => {
  const pid = process.pid + Math.floor(Math.random() * 3) + 1;
  response.writeHead(200, { 'Content-Type': 'text/plain' }).end(`Hello World from process ${pid}`);
});
server.listen(process.env['PORT']);
