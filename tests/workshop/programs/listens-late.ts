// Takes its time: a timer, then a file, then the server.
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

await sleep(300);
await readFile(new URL(import.meta.url));
setTimeout(() => http.createServer((_request, response) => response.end('x')).listen(process.env['PORT'], () => console.log('late')), 200);
