// What every contender runs: the same answers, the same bytes, the same headers. Plain JavaScript, so that anything can start it.
import { pbkdf2Sync } from 'node:crypto';
import http from 'node:http';

/**
 * As many rounds of a hash as take two milliseconds (work.ts finds out). Fixed work: a loop until the clock says so would count waiting as
 * work. In one call, which leaves no garbage: with an object for each round, what it cost depended on how a process's heap had grown, and two
 * starts of the same program came out 7 to 22% apart (the control told).
 */
const rounds = Number(process.env['HASH_ROUNDS'] || 10_000);

/** @type {Record<string, (response: http.ServerResponse) => void>} */
const answers = {
  '/': (response) => response.end('Hello World\n'),
  '/cpu': (response) => {
    pbkdf2Sync('every', 'core', rounds, 32, 'sha256');
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
