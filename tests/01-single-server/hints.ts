import type { Hints } from '#workshop/lesson-tests.ts';

export const hints: Record<string, Hints> = {
  '/ answers Hello World, with the pid of the process': [
    'The handler gets every request. How does it know which path was asked for, and who it is itself?',
    'Compare `path`, the part before the question mark. process.pid is the number of this process. response.writeHead(status, headers) comes before response.end(text).',
    "if (path === '/') response.writeHead(200, { 'Content-Type': 'text/plain' }).end(`Hello World from process ${process.pid}`);",
  ],
  'any other path gets 404': [
    'What happens in your handler when no route fits? Exactly one answer must go out.',
    'A `default:` in a switch, or a last `else`, catches what nothing else did. It needs the status 404.',
    "Where no route fits: response.writeHead(404, { 'Content-Type': 'text/plain' }).end('Not found'). After every other answer, `return`.",
  ],
  '/work burns CPU, and holds every other request up': [
    'Something has to keep the CPU busy before the answer goes out. It is given.',
    'burn(ms) from #given/burn.ts does about ms milliseconds of work, and returns when it is done. readMilliseconds(query) from #given/milliseconds.ts gives the number.',
    'const ms = readMilliseconds(query); then, for /work: burn(ms); and only then the answer, on this same thread.',
  ],
  '/slow waits without burning, and / is answered meanwhile': [
    'Who does something while your server waits? It should be nobody.',
    'setTimeout from node:timers/promises returns a promise that is fulfilled after so many milliseconds. `await` it, in an `async` handler.',
    "import { setTimeout as sleep } from 'node:timers/promises'; make the handler `async (request, response) => …`; for /slow: await sleep(ms); then the answer.",
  ],
  'an ms that is missing, malformed or above 10000 gets 400': [
    'What does your server do with /work?ms=abc, and with /work alone?',
    'readMilliseconds(query) from #given/milliseconds.ts returns undefined for everything that is not a whole number from 0 to 10000.',
    "For /work and for /slow: if (ms === undefined) return send(response, 400, 'ms must be a whole number from 0 to 10000'); where `send` is your own writeHead and end.",
  ],
  'a hundred /slow at once do not wait for each other': [
    'Nothing has to be added for this. What makes one request wait for another in your program?',
    'Each request may have its own setTimeout. A queue, a lock or a variable outside the handler makes requests wait for each other.',
    'Await sleep(ms) inside the handler, and keep nothing about a request outside of it.',
  ],
  'when a client goes away before its answer, the server says so and goes on': [
    'The connection closes, whoever closes it. Which of your objects hears that?',
    "The response emits 'close'. response.writableFinished is true if the whole answer had gone out by then.",
    "response.on('close', () => { if (!response.writableFinished) console.log(`The client of ${request.url} went away`); });",
  ],
};
