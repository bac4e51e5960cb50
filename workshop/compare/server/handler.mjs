// What every contender runs: the same answers, the same bytes, the same headers. Plain JavaScript, so that anything can start it.
import { createHash } from 'node:crypto';
import http from 'node:http';

/** As many rounds take about a millisecond on a usual machine. Fixed work: a loop until the clock says so would count waiting as work. */
const roundsPerMillisecond = 650;

/** @type {Record<string, (response: http.ServerResponse) => void>} */
const answers = {
  '/': (response) => response.end('Hello World\n'),
  '/cpu': (response) => {
    let digest = Buffer.alloc(32);
    for (let round = 0; round < 2 * roundsPerMillisecond; round++) digest = createHash('sha256').update(digest).digest();
    response.end('2 ms of CPU\n');
  },
  '/wait': (response) => void setTimeout(() => response.end('20 ms of waiting\n'), 20),
  '/body': (response) => response.end(body),
};

/** @type {Record<string, number>} */
const lengths = { '/': 12, '/cpu': 12, '/wait': 17, '/body': 65_536 };

const body = Buffer.alloc(65_536, '0123456789abcdef');

// Server: nginx sends one, so all do. X-Pid: who answered, always as long.
const common = { 'Content-Type': 'text/plain', Server: 'every-core', 'X-Pid': String(process.pid).padStart(10, '0') };

/** A server that doesn't listen yet. */
export function createServer() {
  return http.createServer((request, response) => {
    const answer = answers[request.url ?? ''];
    if (!answer) return void response.writeHead(404).end();
    response.writeHead(200, { ...common, 'Content-Length': lengths[request.url ?? ''] });
    answer(response);
  });
}

/**
 * Listens on PORT of this machine, and says so: on a line of its own, and to PM2.
 * @param {import('node:net').ListenOptions} [options]
 */
export function serve(options = {}) {
  createServer().listen({ port: Number(process.env['PORT'] || 3000), host: '127.0.0.1', ...options }, () => {
    console.log('listening');
    process.send?.('ready');
  });
}
