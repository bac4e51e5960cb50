import http from 'node:http';

const piece = Buffer.alloc(1_000_000, `${'x'.repeat(99)}\n`);
const writeOn = () => void process.stderr.write(piece, writeOn);
http.createServer(writeOn).listen(process.env['PORT']);
