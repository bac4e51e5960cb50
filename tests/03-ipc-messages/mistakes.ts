import type { Mistake } from '#workshop/lesson-tests.ts';

const hears = 'a worker tells the primary of every GET /';
const stats = 'GET /stats tells the total and each worker’s share by pid, whichever worker is asked';
const together = 'many /stats at the same moment all get their answer';
const greets = 'POST /greeting changes what every worker says, and nothing else does';
const refuses = 'what is no greeting gets 400, or 413 if it is too long, and changes nothing';
const later = 'a worker that starts later knows the greeting too';

const tellsHello = "        tell({ type: 'hello' });";
const counts = 'stats.workers[pid] = (stats.workers[pid] ?? 0) + 1;';
const replies = "tell(worker, { type: 'stats', id: message.id, stats });";
const asks = '        const stats = await askForStats();';
const broadcasts = 'for (const each of Object.values(cluster.workers ?? {})) if (each) tell(each, message);';
const tellsGreeting = "        tell({ type: 'greeting', greeting: wanted });";
const replaces = "  cluster.on('exit', () => cluster.fork());";
const ready = "tell(worker, { type: 'greeting', greeting });";
const hearsWorkers = "  cluster.on('message', (worker, message: ToPrimary) => {";
const hearsPrimary = "  process.on('message', (message: ToWorker) => {";
const answersStats = "response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(stats));";
const readsGreeting = 'const wanted = await readGreeting(request, response);';
const importsReading = "import { readGreeting } from '#given/body.ts';\n";
const importsText = "import { text } from 'node:stream/consumers';\n";
const forks = '    cluster.fork();\n  }\n';
const waits = `  process.once('message', () => server.listen(port, () => console.log(\`Worker \${process.pid} started...\`)));
  tell({ type: 'ready' });`;
const listens = '  server.listen(port);';
const waitsForReply = 'return new Promise((resolve) => open.set(id, resolve));';

export const mistakes: Mistake[] = [
  {
    name: 'counts in a variable of the module',
    change: [
      ['/** Serves, and talks', 'const own: Stats = { total: 0, workers: {} };\n\n/** Serves, and talks'],
      [tellsHello, 'own.total++;\n        own.workers[process.pid] = own.total;'],
      [asks, '        const stats = own;'],
    ],
    fails: hears,
    says: 'Their memory is not shared',
  },
  {
    name: 'counts in process.env',
    change: [
      [tellsHello, "        process.env['COUNT'] = String(Number(process.env['COUNT'] ?? 0) + 1);"],
      [
        asks,
        "        const total = Number(process.env['COUNT'] ?? 0);\n        const stats = { total, workers: { [process.pid]: total } };",
      ],
    ],
    fails: hears,
    says: 'Their memory is not shared',
  },
  {
    name: 'has no greeting before one is posted',
    change: [["workers: {} };\n  let greeting = 'Hello World';", "workers: {} };\n  let greeting = '';"]],
    fails: hears,
    says: 'until a greeting is posted',
  },
  {
    name: 'tells nobody',
    change: [[`      case 'GET /':\n${tellsHello}\n`, '']],
    fails: hears,
    says: 'nothing tells the primary',
  },
  {
    name: 'has only the first worker tell',
    change: [[tellsHello, "        if (cluster.worker?.id === 1) tell({ type: 'hello' });"]],
    fails: hears,
    says: 'not every worker tells the primary of each GET /',
  },
  {
    name: 'tells of each visitor once',
    change: [
      [
        "  let greeting = 'Hello World';\n\n  process.on(",
        "  let greeting = 'Hello World';\n  const known = new Set<string | undefined>();\n\n  process.on(",
      ],
      [
        tellsHello,
        "        if (!known.has(request.socket.remoteAddress)) tell({ type: 'hello' });\n        known.add(request.socket.remoteAddress);",
      ],
    ],
    fails: hears,
    says: 'also if the same client asks again',
  },
  {
    name: 'sends the request itself',
    change: [[tellsHello, "        process.send?.({ type: 'hello', request });"]],
    fails: hears,
    says: 'Converting circular structure to JSON',
  },
  {
    name: 'counts in a BigInt',
    change: [[tellsHello, "        process.send?.({ type: 'hello', count: 1n });"]],
    fails: hears,
    says: 'serialize a BigInt',
  },
  {
    name: 'leaves the route by a return',
    change: [[tellsHello, "        return tell({ type: 'hello' });"]],
    fails: hears,
    says: 'never comes to response.end()',
  },
  {
    name: 'counts every request',
    change: [
      [`      case 'GET /':\n${tellsHello}\n`, ''],
      ["    const [path] = (request.url ?? '')", "    tell({ type: 'hello' });\n    const [path] = (request.url ?? '')"],
    ],
    fails: stats,
    says: 'more is counted than GET /',
  },
  {
    name: 'counts every connection',
    change: [
      [`      case 'GET /':\n${tellsHello}\n`, ''],
      ['  server.on(', "  server.on('connection', () => tell({ type: 'hello' }));\n  server.on("],
    ],
    fails: stats,
    says: 'each connection, whatever comes on it',
  },
  {
    name: 'counts the other paths too',
    change: [["      case 'GET /':\n", '      default:\n']],
    fails: stats,
    says: 'other paths too',
  },
  {
    name: 'counts every message',
    change: [
      [hearsWorkers, `${hearsWorkers}\n    stats.total++;`],
      ['        stats.total++;\n', ''],
    ],
    fails: stats,
    says: 'also the question of /stats. Let each message name its kind',
  },
  {
    name: 'listens on each worker and on cluster',
    change: [[forks, "    cluster.fork().on('message', (message) => message.type === 'hello' && stats.total++);\n  }\n"]],
    fails: stats,
    says: 'each GET / twice',
  },
  {
    name: 'listens by process.on in the primary',
    change: [
      [hearsWorkers, "  process.on('message', (message: ToPrimary, worker: Worker) => {"],
      [waits, listens],
    ],
    fails: stats,
    says: 'nothing in the primary listened to the message',
  },
  {
    name: 'takes the message for the first argument',
    change: [
      [hearsWorkers, "  cluster.on('message', (message: ToPrimary, worker: Worker) => {"],
      [waits, listens],
    ],
    fails: stats,
    says: 'sent nothing back',
  },
  {
    name: 'listens to the worker that was forked last',
    change: [
      [
        hearsWorkers,
        "  let worker = undefined as unknown as Worker;\n  process.nextTick(() => worker.on('message', hear));\n  function hear(message: ToPrimary) {",
      ],
      ['        break;\n    }\n  });\n\n  // The simplest', '        break;\n    }\n  }\n\n  // The simplest'],
      [waits, listens],
      [forks, '    worker = cluster.fork();\n  }\n'],
    ],
    fails: stats,
    says: 'hears one worker, and cluster.on("message", …) all of them',
  },
  {
    name: 'replies to the worker that was forked last',
    change: [
      [replies, "last.send({ type: 'stats', id: message.id, stats });"],
      [forks, '    last = cluster.fork();\n  }\n'],
      ["  let greeting = 'Hello World';\n\n  cluster.on(", "  let greeting = 'Hello World';\n  let last: Worker;\n\n  cluster.on("],
    ],
    fails: stats,
    says: 'another worker than the one that had asked',
  },
  {
    name: 'counts by worker.id',
    change: [['const { pid = 0 } = worker.process;', 'const pid = worker.id;']],
    fails: stats,
    says: 'worker.id counts from 1',
  },
  {
    name: 'counts by worker.pid',
    change: [['const { pid = 0 } = worker.process;', 'const { pid } = worker as unknown as { pid: number };']],
    fails: stats,
    says: '"undefined" is no pid',
  },
  {
    name: 'counts by the primary’s own pid',
    change: [['const { pid = 0 } = worker.process;', 'const { pid } = process;']],
    fails: stats,
    says: 'the primary hears from which worker a message comes',
  },
  {
    name: 'replies with the total alone',
    change: [[replies, "worker.send({ type: 'stats', id: message.id, stats: { total: stats.total } });"]],
    fails: stats,
    says: 'the total came alone',
  },
  {
    name: 'adds one to undefined',
    change: [[counts, 'stats.workers[pid]++;']],
    fails: stats,
    says: 'undefined + 1 is NaN',
  },
  {
    name: 'counts each worker once',
    change: [[counts, 'stats.workers[pid] = 1;']],
    fails: stats,
    says: 'adds 1 to what its worker has already',
  },
  {
    name: 'counts by pid and not in total',
    change: [['        stats.total++;\n', '']],
    fails: stats,
    says: 'the total is not their sum',
  },
  {
    name: 'begins the total as a text',
    change: [
      [
        'const stats: Stats = { total: 0, workers: {} };',
        "const stats = { total: '' as unknown as number, workers: {} as Record<number, number> };",
      ],
      ['stats.total++;', "stats.total += '1' as unknown as number;"],
    ],
    fails: stats,
    says: 'Begin with the number 0',
  },
  {
    name: 'lists the workers',
    change: [[replies, "worker.send({ type: 'stats', id: message.id, stats: { ...stats, workers: Object.entries(stats.workers) } });"]],
    fails: stats,
    says: '"workers" is a list',
  },
  {
    name: 'sends a Map',
    change: [
      [
        "  let greeting = 'Hello World';\n\n  cluster.on(",
        "  let greeting = 'Hello World';\n  const byPid = new Map<number, number>();\n\n  cluster.on(",
      ],
      [counts, 'byPid.set(pid, (byPid.get(pid) ?? 0) + 1);'],
      [replies, "worker.send({ type: 'stats', id: message.id, stats: { ...stats, workers: byPid } });"],
    ],
    fails: stats,
    says: 'In JSON a Map becomes {}',
  },
  {
    name: 'answers a promise',
    change: [[asks, '        const stats = askForStats();']],
    fails: stats,
    says: 'a Promise and a Map become {}. Is the reply awaited?',
  },
  {
    name: 'answers before the reply has come',
    change: [
      ['  let lastId = 0;', '  let lastId = 0;\n  let known: Stats | undefined;'],
      [asks, '        void askForStats().then((reply) => (known = reply));\n        const stats = known;'],
    ],
    fails: stats,
    says: 'there was nothing to send yet: the answer has to wait',
  },
  {
    name: 'puts the object into a text',
    change: [[answersStats, 'response.end(`${stats}`);']],
    fails: stats,
    says: 'JSON.stringify makes the text of it',
  },
  {
    name: 'ends with the object',
    change: [[answersStats, 'response.end(stats);']],
    fails: stats,
    says: 'ERR_INVALID_ARG_TYPE',
  },
  {
    name: 'answers what the last reply said',
    change: [
      ['  let lastId = 0;', '  let lastId = 0;\n  let known: Stats = { total: 0, workers: {} };'],
      [asks, '        void askForStats().then((reply) => (known = reply));\n        const stats = known;'],
    ],
    fails: stats,
    says: 'it answers before the reply to its question has come',
  },
  {
    name: 'asks once and keeps the answer',
    change: [
      ['  let lastId = 0;', '  let lastId = 0;\n  let kept: Promise<Stats> | undefined;'],
      [asks, '        const stats = await (kept ??= askForStats());'],
    ],
    fails: stats,
    says: 'has asked nobody since',
  },
  {
    name: 'does not send the id back',
    change: [[replies, "tell(worker, { type: 'stats', id: 0, stats });"]],
    fails: stats,
    says: 'no reply found its way to the question',
  },
  {
    name: 'listens by cluster.on in the worker',
    change: [
      [hearsPrimary, "  cluster.on('message', (message: ToWorker) => {"],
      [waits, listens],
    ],
    fails: stats,
    says: 'there it is process.on("message", (message) => …)',
  },
  {
    name: 'hears one message only',
    change: [[hearsPrimary, "  process.once('message', (message: ToWorker) => {"]],
    fails: stats,
    says: 'process.once hears one message',
  },
  {
    name: 'waits for a reply and never asks',
    change: [["    tell({ type: 'ask for stats', id });\n", '']],
    fails: stats,
    says: 'has asked nobody',
  },
  {
    name: 'listens anew for each request',
    change: [
      [asks, "        tell({ type: 'ask for stats', id: 0 });\n        process.on('message', ({ stats }: { stats?: Stats }) => {"],
      ['.end(JSON.stringify(stats));\n        return;', '.end(JSON.stringify(stats));\n        });\n        return;'],
    ],
    fails: stats,
    says: 'ERR_HTTP_HEADERS_SENT',
  },
  {
    name: 'leaves out the return after the answer to /stats',
    change: [
      [replaces, ''],
      ['.end(JSON.stringify(stats));\n        return;', '.end(JSON.stringify(stats));\n        break;'],
    ],
    fails: stats,
    says: 'a return is missing after it. Look at',
  },
  {
    name: 'leaves a listener behind for each request',
    change: [
      [
        `    ${waitsForReply}`,
        "    return new Promise((resolve) => {\n      process.on('message', (message: ToWorker) => message.type === 'stats' && message.id === id && resolve(message.stats));\n    });",
      ],
    ],
    fails: stats,
    says: 'nothing takes it away',
  },
  {
    name: 'begins the total at 1',
    change: [['const stats: Stats = { total: 0,', 'const stats: Stats = { total: 1,']],
    fails: stats,
    says: 'the total has to begin at 0',
  },
  {
    name: 'begins the count of each worker at 1',
    change: [[counts, counts.replace('?? 0', '?? 1')]],
    fails: stats,
    says: 'Its first GET / makes it 1',
  },
  {
    name: 'has one place for the question that waits',
    change: [
      ['open.get(message.id)?.(message.stats);', 'open.get(0)?.(message.stats);'],
      ['open.delete(message.id);', 'open.delete(0);'],
      ['open.set(id, resolve)', 'open.set(0, resolve)'],
    ],
    fails: together,
    says: 'a place of its own (a Map by id)',
  },
  {
    name: 'takes the time for an id',
    change: [
      ['const id = ++lastId;', 'const id = Date.now();'],
      ['  let lastId = 0;\n', ''],
    ],
    fails: together,
    says: 'a place of its own (a Map by id)',
  },
  {
    name: 'takes its own pid for an id',
    change: [
      ['const id = ++lastId;', 'const id = process.pid;'],
      ['  let lastId = 0;\n', ''],
    ],
    fails: together,
    says: 'a place of its own (a Map by id)',
  },
  {
    name: 'forgets all questions at the first reply',
    change: [['open.delete(message.id);', 'open.clear();']],
    fails: together,
    says: 'a place of its own (a Map by id)',
  },
  {
    name: 'takes one question at a time',
    change: [[asks, `        if (open.size > 0) return void response.writeHead(503).end();\n${asks}`]],
    fails: together,
    says: 'a question is turned away',
  },
  {
    name: 'changes the greeting of one worker',
    change: [[tellsGreeting, '        greeting = wanted;']],
    fails: greets,
    says: 'it changes no memory but its own',
  },
  {
    name: 'sends the greeting back to the worker that got it',
    change: [[broadcasts, 'tell(worker, message);']],
    fails: greets,
    says: 'replied only to the worker that had received the POST',
  },
  {
    name: 'tells the primary, which tells nobody',
    change: [[broadcasts, '']],
    fails: greets,
    says: 'the primary was told, and no worker was',
  },
  {
    name: 'tells every worker but the one that got it',
    change: [[broadcasts, 'for (const each of Object.values(cluster.workers ?? {})) if (each && each !== worker) tell(each, message);']],
    fails: greets,
    says: 'one worker is told, and another one is not',
  },
  {
    name: 'looks for the other workers in a worker',
    change: [
      [
        tellsGreeting,
        "        for (const each of Object.values(cluster.workers ?? {})) each?.send({ type: 'greeting', greeting: wanted });",
      ],
    ],
    fails: greets,
    says: 'nothing was told to anybody',
  },
  {
    name: 'never says the greeting',
    change: [['return answer(request, response, greeting);', 'return answer(request, response);']],
    fails: greets,
    says: 'has to reach answer(request, response, greeting)',
  },
  {
    name: 'takes the whole message for the greeting',
    change: [
      [waits, listens],
      [ready, ''],
      [
        '        greeting = message.greeting;\n        break;\n    }\n  });\n\n  const server',
        '        greeting = message as unknown as string;\n        break;\n    }\n  });\n\n  const server',
      ],
    ],
    fails: greets,
    says: 'the whole message is taken for the greeting',
  },
  {
    name: 'does not await the body',
    change: [[readsGreeting, 'const wanted = readGreeting(request, response) as unknown as string;']],
    fails: greets,
    says: 'await readGreeting(…)',
  },
  {
    name: 'takes the whole body for the greeting',
    change: [
      [importsReading, importsText],
      [readsGreeting, 'const wanted = await text(request);'],
    ],
    fails: greets,
    says: 'JSON.parse reads it',
  },
  {
    name: 'goes through cluster.workers as a list',
    change: [[broadcasts, '(cluster.workers as unknown as Worker[]).forEach((each) => tell(each, message));']],
    fails: greets,
    says: 'forEach is not a function',
  },
  {
    name: 'sends to the names in cluster.workers',
    change: [[broadcasts, 'for (const each in cluster.workers) tell(each as unknown as Worker, message);']],
    fails: greets,
    says: 'worker.send is not a function',
  },
  {
    name: 'answers 200 to a greeting',
    change: [['response.writeHead(204).end();', "response.writeHead(200).end('Done');"]],
    fails: greets,
    says: 'nothing to show: that is 204',
  },
  {
    name: 'takes a greeting and answers nothing',
    change: [['        response.writeHead(204).end();\n', '']],
    fails: greets,
    says: 'comes to its end without response.writeHead(204)',
  },
  {
    name: 'takes greetings by PUT',
    change: [["'POST /greeting'", "'PUT /greeting'"]],
    fails: greets,
    says: 'no route answers POST /greeting',
  },
  {
    name: 'takes every message for a greeting',
    change: [
      ['  process.on(', '  process.on("message", (message: { greeting: string }) => (greeting = message.greeting));\n  process.on('],
    ],
    fails: greets,
    says: 'takes another message for a greeting',
  },
  {
    name: 'takes the first message after a question for its reply',
    change: [[waitsForReply, "return new Promise((resolve) => process.once('message', ({ stats }: { stats: Stats }) => resolve(stats)));"]],
    fails: greets,
    says: 'is taken for its reply, and this one was a greeting',
  },
  {
    name: 'listens for one message with each question',
    change: [
      [
        waitsForReply,
        "return new Promise((resolve) => process.once('message', (message: ToWorker) => message.type === 'stats' && resolve(message.stats)));",
      ],
    ],
    fails: greets,
    says: 'when the reply came, nobody listened any more',
  },
  {
    name: 'sends the greeting between colons',
    change: [
      [tellsGreeting, "        tell({ type: 'greeting', greeting: `greeting:${wanted}:` });"],
      [broadcasts, broadcasts.replace('message)', "{ ...message, greeting: message.greeting.split(':')[1] ?? '' })")],
    ],
    fails: greets,
    says: 'whatever stands in a greeting',
  },
  {
    name: 'goes on after the 204',
    change: [['        response.writeHead(204).end();\n        return;\n', '        response.writeHead(204).end();\n        break;\n']],
    fails: greets,
    says: 'a return is missing after it',
  },
  {
    name: 'answers twice when the body is refused',
    change: [['        if (wanted === undefined) return;', "        if (wanted === undefined) console.log('refused');"]],
    fails: refuses,
    says: 'ERR_HTTP_HEADERS_SENT',
  },
  {
    name: 'tells of the greeting before it looks at it',
    change: [
      [
        '        if (wanted === undefined) return;',
        "        if (wanted === undefined) return tell({ type: 'greeting', greeting: String(wanted) });",
      ],
    ],
    fails: refuses,
    says: 'what was refused is used all the same',
  },
  {
    name: 'reads the body by itself, and trusts it',
    change: [
      ["import { readGreeting } from '#given/body.ts';\n", "import { text } from 'node:stream/consumers';\n"],
      ['await readGreeting(request, response)', 'JSON.parse(await text(request)).greeting'],
    ],
    fails: refuses,
    says: 'SyntaxError',
  },
  {
    name: 'refuses a long body like any other',
    change: [
      [importsReading, importsText],
      [
        readsGreeting,
        `const body = await text(request);
        const wanted = await Promise.resolve(body).then(JSON.parse).then(({ greeting }) => greeting, () => undefined);
        if (typeof wanted !== 'string' || wanted === '' || Buffer.byteLength(body) > 65_536) return void response.writeHead(400).end();`,
      ],
    ],
    fails: refuses,
    says: 'the client should learn why: 413',
  },
  {
    name: 'counts the characters of a body',
    change: [
      [importsReading, importsText],
      [
        readsGreeting,
        `const body = await text(request);
        if (body.length > 65_536) return void response.writeHead(413).end();
        const wanted = await Promise.resolve(body).then(JSON.parse).then(({ greeting }) => greeting, () => undefined);
        if (typeof wanted !== 'string' || wanted === '') return void response.writeHead(400).end();`,
      ],
    ],
    fails: refuses,
    says: 'a character may take several bytes',
  },
  {
    name: 'hangs up on a long body',
    change: [
      [importsReading, importsText],
      [
        readsGreeting,
        `if (Number(request.headers['content-length']) > 65_536) return void request.destroy();
        const body = await text(request);
        const wanted = await Promise.resolve(body).then(JSON.parse).then(({ greeting }) => greeting, () => undefined);
        if (typeof wanted !== 'string' || wanted === '') return void response.writeHead(400).end();`,
      ],
    ],
    fails: refuses,
    says: 'closed without an answer',
  },
  {
    name: 'takes any text for a greeting',
    change: [
      [importsReading, importsText],
      [
        readsGreeting,
        `const wanted = await text(request).then(JSON.parse).then(({ greeting }) => String(greeting), () => undefined);
        if (!wanted) return void response.writeHead(400).end();`,
      ],
    ],
    fails: refuses,
    says: 'JSON holds numbers and lists as well',
  },
  {
    name: 'takes any value for a greeting',
    change: [
      ["import { readGreeting } from '#given/body.ts';\n", "import { text } from 'node:stream/consumers';\n"],
      [
        'await readGreeting(request, response)',
        'await text(request).then(JSON.parse).then(({ greeting }) => greeting, () => response.writeHead(400).end() && undefined)',
      ],
    ],
    fails: refuses,
    says: 'a greeting is a text that is not empty',
  },
  {
    name: 'starts no worker again',
    change: [[replaces, '']],
    fails: later,
    says: "by the event 'exit' of cluster",
  },
  {
    name: 'replaces the workers of the start only',
    change: [
      [replaces, ''],
      [forks, "    cluster.fork().on('exit', () => cluster.fork());\n  }\n"],
    ],
    fails: later,
    says: 'the successor has none',
  },
  {
    name: 'tells the first worker that starts later, and no other',
    change: [[ready, `if (worker.id <= workerCount + 1) ${ready} else tell(worker, { type: 'greeting', greeting: 'Hello World' });`]],
    fails: later,
    says: 'each of them has to be told',
  },
  {
    name: 'starts a worker again that knows only the file',
    change: [
      [waits, listens],
      [ready, ''],
    ],
    fails: later,
    says: 'is told no other',
  },
  {
    name: 'passes the greeting on and does not keep it',
    change: [['        greeting = message.greeting;\n        for (', '        for (']],
    fails: later,
    says: 'has to keep each that comes',
  },
  {
    name: 'listens only to the workers that it forked at first',
    change: [
      [hearsWorkers, '  const hear = (worker: Worker, message: ToPrimary) => {'],
      ['        break;\n    }\n  });\n\n  // The simplest', '        break;\n    }\n  };\n\n  // The simplest'],
      [waits, "  greeting = process.env['GREETING'] ?? greeting;\n  server.listen(port);"],
      [replaces, "  cluster.on('exit', () => cluster.fork({ GREETING: greeting }));"],
      [forks, "    const worker = cluster.fork();\n    worker.on('message', (message) => hear(worker, message));\n  }\n"],
    ],
    fails: later,
    says: 'was called for the first ones',
  },
  {
    name: 'tells a new worker before it listens for messages',
    change: [
      [waits, listens],
      [ready, ''],
      [replaces, "  cluster.on('exit', () => tell(cluster.fork(), { type: 'greeting', greeting }));"],
    ],
    fails: later,
    says: 'earlier ones are lost',
  },
];
