import http from 'node:http';

const server = http.createServer((_request, response) => {
  response.on('finish', () => {
    throw new Error('one was enough');
  });
  response.writeHead(200, { 'Content-Type': 'text/plain' }).end(`Hello World from process ${process.pid}`);
});
server.listen(process.env['PORT']);
