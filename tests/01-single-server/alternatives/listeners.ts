// A listener on the server for each route; whoever is left says 404. The answer goes out in pieces.
import { Server, type IncomingMessage, type ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { burn } from '#given/burn.ts';
import { explainListenError } from '#given/listen-error.ts';
import { port } from '#given/port.ts';

const server = new Server({ keepAlive: true });
const wait = promisify(setTimeout);
const known = new Map<string, (response: ServerResponse, ms: number) => void>();

function route(path: string, answer: (response: ServerResponse, ms: number) => unknown): void {
  known.set(path, answer);
  server.on('request', ({ url }: IncomingMessage, response: ServerResponse) => {
    const [own, query = ''] = String(url).split('?', 2);
    if (own !== path) return;
    const text = /(?:^|&)ms=([^&]*)/.exec(query)?.[1];
    const bad = text === undefined || !/^\d+$/.test(text) || Number(text) > 1e4;
    if (path !== '/' && bad) say(response, 400, 'ms is no good');
    else answer(response, Number(text));
  });
}

function say(response: ServerResponse, status: number, ...words: (string | number)[]): void {
  response.statusCode = status;
  response.setHeader('Content-Type', 'text/plain');
  for (const word of words.slice(0, -1)) response.write(`${word} `);
  response.end(`${words.at(-1)}`);
}

route('/', (response) => say(response, 200, 'Hello World from process', process.pid));
route('/work', (response, ms) => say(response, 200, `Burned ${burn(ms) ?? ms} in process`, process.pid));
route('/slow', (response, ms) => wait(ms).then(() => say(response, 200, 'Slept in process', process.pid)));
server.on('request', ({ url }, response) => {
  if (!known.has(String(url).split('?')[0] ?? '')) say(response, 404, 'Nobody here');
  response.on('close', () => response.writableEnded || console.log('The client of', url, 'went away'));
});
server.on('error', explainListenError).listen(port);
