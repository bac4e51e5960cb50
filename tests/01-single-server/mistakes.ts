import type { Mistake } from '#workshop/lesson-tests.ts';

const hello = '/ answers Hello World, with the pid of the process';
const unknown = 'any other path gets 404';
const work = '/work burns CPU, and holds every other request up';
const slow = '/slow waits without burning, and / is answered meanwhile';
const refuses = 'an ms that is missing, malformed or above 10000 gets 400';
const hundred = 'a hundred /slow at once do not wait for each other';
const leaves = 'when a client goes away before its answer, the server says so and goes on';

const burns = 'burn(ms); // until this returns, the process does nothing else';
const waits = 'await sleep(ms); // until this is over, the process is free for others';
const split = "const [path, query] = (request.url ?? '').split('?');";
const reads = 'const ms = readMilliseconds(query);';
const greets = 'return send(response, 200, `Hello World from process ${process.pid}`);';
const notFound = "return send(response, 404, 'Not found');";
const head = "response.writeHead(status, { 'Content-Type': 'text/plain' }).end(`${text}\\n`);";
const ofWork = "case '/work':\n      if (ms === undefined) return send(response, 400, 'ms must be a whole number from 0 to 10000');";
const firstLine = "import http from 'node:http';";
const created = 'const server = http.createServer(async (request, response) => {';
const rounds =
  "const { createHash } = require('node:crypto'); for (let i = 0; i < ${ms} * 650; i++) createHash('sha256').update('a').digest();";

export const mistakes: Mistake[] = [
  {
    name: 'listens on 3000 whatever PORT says',
    change: [['server.listen(port,', 'server.listen(3000,']],
    fails: hello,
    says: 'the port is written into the program',
  },
  {
    name: 'names the parent’s pid',
    change: [['Hello World from process ${process.pid}', 'Hello World from process ${process.ppid}']],
    fails: hello,
    says: 'process.ppid is another',
  },
  {
    name: 'writes a pid down',
    change: [['Hello World from process ${process.pid}', 'Hello World from process 4242']],
    fails: hello,
    says: '4242, no process of your program',
  },
  {
    name: 'compares the whole URL',
    change: [[split, 'const path = request.url;\n  const query = path?.slice(6);']],
    fails: hello,
    says: 'the query, from the question mark on, is no part of the path',
  },
  {
    name: 'says nothing about the kind of text',
    change: [["response.writeHead(status, { 'Content-Type': 'text/plain' })", 'response.writeHead(status)']],
    fails: hello,
    says: 'response.writeHead takes the status and the headers',
  },
  {
    name: 'tells another kind of text',
    change: [["'Content-Type': 'text/plain'", "'Content-Type': 'text/html'"]],
    fails: hello,
    says: 'told another kind than it gets',
  },
  {
    name: 'puts the text between quotes',
    change: [['`Hello World from process ${process.pid}`', "'Hello World from process ${process.pid}'"]],
    fails: hello,
    says: 'only filled in between backticks',
  },
  {
    name: 'greets in other words',
    change: [['`Hello World from process', '`Hello, World! from process']],
    fails: hello,
    says: 'the text differs',
  },
  {
    name: 'answers with an object',
    change: [['`Hello World from process ${process.pid}`', "JSON.stringify({ hello: 'World', pid: process.pid })"]],
    fails: hello,
    says: 'the text needs "process", a space, and process.pid',
  },
  {
    name: 'ends the answer with a number',
    change: [[greets, 'return void response.end(process.pid);']],
    fails: hello,
    says: 'argument must be of type string',
  },
  {
    name: 'sets the header after the answer',
    change: [[head, "response.writeHead(status).end(text);\n  response.setHeader('Content-Type', 'text/plain');"]],
    fails: hello,
    says: 'setHeader comes too late here',
  },
  {
    name: 'returns the text instead of sending it',
    change: [[greets, 'return void `Hello World from process ${process.pid}`;']],
    fails: hello,
    says: 'never comes to response.end()',
  },
  {
    name: 'writes the text and does not end',
    change: [[head, "response.writeHead(status, { 'Content-Type': 'text/plain' }).write(text);"]],
    fails: hello,
    says: 'response.write sends a piece',
  },
  {
    name: 'asks the request for its path',
    change: [['switch (path) {', 'switch ((request as any).path) {']],
    fails: hello,
    says: 'is taken for a path that you do not know',
  },
  {
    name: 'looks at ms before the path',
    change: [[reads, `${reads}\n  if (ms === undefined) return send(response, 400, 'Bad ms');`]],
    fails: hello,
    says: 'Look at the path first',
  },
  {
    name: 'falls through to the next case',
    change: [[greets, greets.replace('return ', '')]],
    fails: hello,
    says: 'a return is missing after it',
  },
  {
    name: 'does not listen',
    change: [['server.listen(port, () => console.log(`Listening on port ${port} in process ${process.pid}`));', '']],
    fails: hello,
    says: 'nothing kept it running',
  },
  {
    name: 'leaves the ending of a file out',
    change: [['given/port.ts', 'given/port']],
    fails: hello,
    says: 'Our own files are named with their ending',
  },
  {
    name: 'writes Not found with status 200',
    change: [[notFound, notFound.replace('404', '200')]],
    fails: unknown,
    says: 'the status is 200 unless the program says another',
  },
  {
    name: 'greets on every path that it does not know',
    change: [[notFound, greets]],
    fails: unknown,
    says: 'gets the answer of another one',
  },
  {
    name: 'answers 404 and goes on',
    change: [
      ['switch (path) {', "if (path !== '/' && path !== '/work' && path !== '/slow') send(response, 404, 'Not found');\n  switch (path) {"],
    ],
    fails: unknown,
    says: 'Cannot write headers after they are sent',
  },
  {
    name: 'does not answer unknown paths',
    change: [["return send(response, 404, 'Not found');", 'return;']],
    fails: unknown,
    says: 'never comes to response.end()',
  },
  {
    name: 'takes every path that begins with /work for /work',
    change: [['switch (path) {', "switch (path?.startsWith('/work') ? '/work' : path) {"]],
    fails: unknown,
    says: 'this path is taken for another one',
  },
  {
    name: 'trusts every path to be a URL',
    change: [
      [split, "const { pathname: path, search } = new URL(request.url ?? '', 'http://localhost');\n  const query = search.slice(1);"],
    ],
    fails: unknown,
    says: 'Invalid URL',
  },
  {
    name: 'awaits a timer instead of burning',
    change: [[burns, 'await sleep(ms);']],
    fails: work,
    says: 'it waits and burns nothing',
  },
  {
    name: 'says only of / what kind of text it is',
    change: [[head, "response.writeHead(status, text.startsWith('Hello') ? { 'Content-Type': 'text/plain' } : {}).end(`${text}\\n`);"]],
    fails: work,
    says: 'response.writeHead takes the status and the headers',
  },
  {
    name: 'burns the same for every ms',
    change: [[burns, 'burn(5);']],
    fails: work,
    says: 'the amount of work does not follow ms',
  },
  {
    name: 'forgets to burn',
    change: [[burns, '']],
    fails: work,
    says: 'next to nothing is burned',
  },
  {
    name: 'burns milliseconds as seconds',
    change: [[burns, 'burn(ms / 1000);']],
    fails: work,
    says: 'next to nothing is burned',
  },
  {
    name: 'hands the work to the threads of crypto',
    change: [
      [firstLine, `${firstLine}\nimport { pbkdf2 } from 'node:crypto';`],
      [burns, "await new Promise((resolve) => pbkdf2('', '', ms * 1000, 64, 'sha512', resolve));"],
    ],
    fails: work,
    says: 'such as a worker thread',
  },
  {
    name: 'hands the work to a worker thread',
    change: [
      [firstLine, `${firstLine}\nimport { once } from 'node:events';\nimport { Worker } from 'node:worker_threads';`],
      [burns, `await once(new Worker(\`${rounds}\`, { eval: true, execArgv: [], env: {} }), 'exit');`],
    ],
    fails: work,
    says: 'such as a worker thread',
  },
  {
    name: 'hands the work to a child process',
    change: [
      [firstLine, `${firstLine}\nimport { spawn } from 'node:child_process';\nimport { once } from 'node:events';`],
      [burns, `await once(spawn(process.execPath, ['-e', \`${rounds}\`]), 'exit');`],
    ],
    fails: work,
    says: 'another process does the work',
  },
  {
    name: 'cuts the work into slices',
    change: [[burns, 'for (let i = 0; i < ms; i++) {\n        burn(1);\n        await sleep(0);\n      }']],
    fails: work,
    says: 'the work is cut into slices',
  },
  {
    name: 'answers before it burns',
    change: [
      [burns, 'send(response, 200, `Worked in process ${process.pid}`);'],
      ['return send(response, 200, `Worked ${ms} ms in process ${process.pid}`);', 'return burn(ms);'],
    ],
    fails: work,
    says: 'Burn, then answer',
  },
  {
    name: 'puts async around the burning',
    change: [
      [waits, 'await wait(ms);'],
      ['/** Sends a text of one line. */', 'async function wait(ms: number): Promise<void> {\n  burn(ms);\n}\n'],
    ],
    fails: slow,
    says: '`async` and `await` around it free nothing',
  },
  {
    name: 'puts a promise around the burning',
    change: [[waits, 'await new Promise<void>((resolve) => {\n        burn(ms);\n        resolve();\n      });']],
    fails: slow,
    says: '`async` and `await` around it free nothing',
  },
  {
    name: 'asks the clock again and again',
    change: [[waits, 'for (const end = Date.now() + ms; Date.now() < end; ) await new Promise(setImmediate);']],
    fails: slow,
    says: 'asks again and again whether it is over',
  },
  {
    name: 'loops until the time is over',
    change: [[waits, 'for (const end = Date.now() + ms; Date.now() < end; );']],
    fails: slow,
    says: '`async` and `await` around it free nothing',
  },
  {
    name: 'awaits the setTimeout that takes a function',
    change: [[waits, 'await (globalThis as any).setTimeout(ms);']],
    fails: slow,
    says: 'this setTimeout takes a function',
  },
  {
    name: 'names resolve and does not call it',
    change: [[waits, 'await new Promise((resolve) => setTimeout(() => resolve, ms));']],
    fails: slow,
    says: 'never comes to response.end()',
  },
  {
    name: 'takes milliseconds for seconds',
    change: [[waits, 'await sleep(ms * 1000);']],
    fails: slow,
    says: 'is ms taken for seconds',
  },
  {
    name: 'refuses 0',
    change: [[reads, reads.replace(';', ' || undefined;')]],
    fails: slow,
    says: '0 is good too',
  },
  {
    name: 'waits in a call that blocks',
    change: [[waits, 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);']],
    fails: slow,
    says: 'burns nothing and still blocks the process',
  },
  {
    name: 'does not await the timer',
    change: [[waits, 'void sleep(ms);']],
    fails: slow,
    says: 'the answer does not wait for the timer',
  },
  {
    name: 'waits half a second whatever ms says',
    change: [[waits, 'await sleep(500);']],
    fails: slow,
    says: 'how long it waits does not follow ms',
  },
  {
    name: 'reads ms with Number',
    change: [[reads, "const ms = Number(new URLSearchParams(query).get('ms'));"]],
    fails: refuses,
    says: 'Number and parseInt take more than they seem to',
  },
  {
    name: 'reads ms with Number, and looks at what came of it',
    change: [
      [
        reads,
        "const text = new URLSearchParams(query).get('ms') || 'none';\n  const number = Number(text);\n  const ms = Number.isInteger(number) && number >= 0 && number <= 10_000 ? number : undefined;",
      ],
    ],
    fails: refuses,
    says: 'Number and parseInt take more than they seem to',
  },
  {
    name: 'reads ms with parseInt',
    change: [
      [
        reads,
        "const number = parseInt(new URLSearchParams(query).get('ms') ?? '');\n  const ms = number >= 0 && number <= 10_000 ? number : undefined;",
      ],
    ],
    fails: refuses,
    says: 'Number and parseInt take more than they seem to',
  },
  {
    name: 'takes a missing ms for 100',
    change: [[reads, "const ms = readMilliseconds(query?.replace(/^ms=$/, '') || 'ms=100');"]],
    fails: refuses,
    says: 'another number is taken in its place',
  },
  {
    name: 'looks at the ms of /slow only',
    change: [[ofWork, "case '/work':"]],
    fails: refuses,
    says: 'Answer 400 then, and return',
  },
  {
    name: 'refuses and goes on',
    change: [[ofWork, ofWork.replace('return ', '')]],
    fails: refuses,
    says: 'a return is missing after it',
  },
  {
    name: 'throws where ms is no good',
    change: [[reads, `${reads}\n  if (ms === undefined && query !== undefined && path !== '/') throw new RangeError('This is no ms');`]],
    fails: refuses,
    says: 'This is no ms',
  },
  {
    name: 'sets no limit to ms',
    change: [
      [reads, "const text = new URLSearchParams(query).get('ms') ?? '';\n  const ms = /^[0-9]+$/.test(text) ? Number(text) : undefined;"],
    ],
    fails: refuses,
    says: 'larger than 10000',
  },
  {
    name: 'takes one /slow after another',
    change: [
      [created, `let last = Promise.resolve();\n${created}`],
      [waits, 'await (last = last.then(() => sleep(ms)));'],
    ],
    fails: hundred,
    says: 'each waits until the one before it is over',
  },
  {
    name: 'keeps one timer for all',
    change: [
      [created, `let timer: NodeJS.Timeout | undefined;\n${created}`],
      [waits, 'clearTimeout(timer);\n      await new Promise((resolve) => (timer = globalThis.setTimeout(resolve, ms)));'],
    ],
    fails: hundred,
    says: 'has room for one request only',
  },
  {
    name: 'takes ten clients at most',
    change: [["server.on('error', explainListenError);", "server.on('error', explainListenError);\nserver.maxConnections = 10;"]],
    fails: hundred,
    says: 'the process that had accepted it closed it',
  },
  {
    name: 'names the path without its query',
    change: [['The client of ${request.url} went', 'The client of ${path} went']],
    fails: leaves,
    says: 'request.url holds the path with its query',
  },
  {
    name: 'listens for the end of the answer only',
    change: [["response.on('close', () => {", "response.on('finish', () => {"]],
    fails: leaves,
    says: 'nobody hears of a client that leaves',
  },
  {
    name: 'looks for its client when the wait is over',
    change: [
      ['if (!response.writableFinished) console.log(`The client of ${request.url} went away`);', ''],
      [waits, `${waits}\n      if (response.destroyed) console.log(\`The client of \${request.url} went away\`);`],
    ],
    fails: leaves,
    says: 'that client left long before',
  },
  {
    name: 'takes every close for a client that left',
    change: [['if (!response.writableFinished) console.log', 'console.log']],
    fails: leaves,
    says: "every response emits 'close' in the end",
  },
  {
    name: 'ends when a client leaves',
    change: [
      [
        "response.on('close', () => {",
        "request.on('error', (error) => {\n    throw error;\n  });\n  response.on('close', () => {\n    return;",
      ],
    ],
    fails: leaves,
    says: 'aborted',
  },
];
