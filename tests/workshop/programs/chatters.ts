import http from 'node:http';

process.stdout.write(`begin\n${'x'.repeat(1_000_000)}\nend\n`);
http.createServer((_request, response) => response.end('x')).listen(process.env['PORT']);
