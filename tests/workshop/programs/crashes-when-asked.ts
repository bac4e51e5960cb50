import http from 'node:http';

const server = http.createServer((request) => {
  throw new TypeError(`can't answer ${request.url}`);
});
server.listen(process.env['PORT']);
