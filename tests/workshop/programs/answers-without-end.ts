import http from 'node:http';

const server = http.createServer((_request, response) => {
  const more = () => {
    while (response.write('Hello World '.repeat(1000)));
  };
  response.on('drain', more);
  more();
});
server.listen(process.env['PORT']);
