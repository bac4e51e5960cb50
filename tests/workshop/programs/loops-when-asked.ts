import http from 'node:http';

http
  .createServer(() => {
    for (;;);
  })
  .listen(process.env['PORT']);
