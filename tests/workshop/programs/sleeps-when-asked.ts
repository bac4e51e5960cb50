import http from 'node:http';

http
  .createServer(() => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  })
  .listen(process.env['PORT']);
