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
const waits = `  process.once('message', () => server.listen(port, () => console.log(\`Worker \${process.pid} started...\`)));
  tell({ type: 'ready' });`;
const listens = '  server.listen(port);';

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
    name: 'counts every request',
    change: [
      [`      case 'GET /':\n${tellsHello}\n`, ''],
      ["    const [path] = (request.url ?? '')", "    tell({ type: 'hello' });\n    const [path] = (request.url ?? '')"],
    ],
    fails: stats,
    says: 'more is counted than GET /',
  },
  {
    name: 'counts by worker.id',
    change: [['const { pid = 0 } = worker.process;', 'const pid = worker.id;']],
    fails: stats,
    says: 'worker.id counts from 1',
  },
  {
    name: 'counts by the primary’s own pid',
    change: [['const { pid = 0 } = worker.process;', 'const { pid } = process;']],
    fails: stats,
    says: 'the primary hears from which worker a message comes',
  },
  {
    name: 'counts no worker by itself',
    change: [
      [`        const { pid = 0 } = worker.process;\n`, ''],
      [`        ${counts}\n`, ''],
    ],
    fails: stats,
    says: 'the counts by pid are missing',
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
    says: 'a Map becomes {}',
  },
  {
    name: 'answers a promise',
    change: [[asks, '        const stats = askForStats();']],
    fails: stats,
    says: 'a Promise and a Map become {}',
  },
  {
    name: 'answers before the reply has come',
    change: [
      ['  let lastId = 0;', '  let lastId = 0;\n  let known: Stats | undefined;'],
      [asks, '        void askForStats().then((reply) => (known = reply));\n        const stats = known;'],
    ],
    fails: stats,
    says: 'there was nothing to send yet',
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
    name: 'does not send the id back',
    change: [[replies, "tell(worker, { type: 'stats', id: 0, stats });"]],
    fails: stats,
    says: 'no reply found its way to the question',
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
    name: 'has one place for the question that waits',
    change: [
      ['open.get(message.id)?.(message.stats);', 'open.get(0)?.(message.stats);'],
      ['open.delete(message.id);', 'open.delete(0);'],
      ['open.set(id, resolve)', 'open.set(0, resolve)'],
    ],
    fails: together,
    says: 'one question takes the place of another',
  },
  {
    name: 'takes the time for an id',
    change: [
      ['const id = ++lastId;', 'const id = Date.now();'],
      ['  let lastId = 0;\n', ''],
    ],
    fails: together,
    says: 'one question takes the place of another',
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
    says: 'only the worker that received the POST uses it',
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
    name: 'keeps the greeting for itself until it is asked',
    change: [[tellsGreeting, '        void wanted;']],
    fails: greets,
    says: 'nothing was told to anybody',
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
    name: 'takes any value for a greeting',
    change: [
      ["import { readGreeting } from '#given/body.ts';\n", "import { text } from 'node:stream/consumers';\n"],
      [
        'await readGreeting(request, response)',
        'await text(request).then(JSON.parse).then(({ greeting }) => greeting, () => response.writeHead(400).end() && undefined)',
      ],
    ],
    fails: refuses,
    says: 'status 400 for an empty greeting',
  },
  {
    name: 'starts no worker again',
    change: [[replaces, '']],
    fails: later,
    says: "by the event 'exit' of cluster",
  },
  {
    name: 'starts a worker again that knows only the file',
    change: [
      [waits, listens],
      [ready, ''],
    ],
    fails: later,
    says: 'it starts with the greeting of the file',
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
