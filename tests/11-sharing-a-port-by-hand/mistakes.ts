import type { Mistake } from '#workshop/lesson-tests.ts';

const forks = 'WEB_CONCURRENCY says how many children the parent forks, and no process loads cluster';
const even = 'the parent alone owns the port, and fresh connections go to each child equally often';
const keptAlive = 'a connection that is kept alive stays with its child, and lets others come';
const replaced = 'a child that dies is replaced, and no connection is lost that it had not been given';
const orphan = 'when the parent is killed, no child stays';
const stuck = 'while a child is stuck, at most one connection waits for it, and the others are served';
const unacknowledged =
  'a connection that a stuck child had not taken is served by another when it is killed, and none is kept that was taken';
const shared = 'SCHEDULING=none: every child owns the listening socket too, and every caller gets an answer';

const imports = "import { createServer, type Socket } from 'node:net';";
const options = '{ pauseOnConnect: true, noDelay: true }';
const accepts = '  waiting.push(socket);\n';
const starts = "fork(new URL('child.ts', import.meta.url))";
const replaces = '    startChild(); // the simplest way: a child that fails at its start would be started for ever. See self-healing.\n';
const removes = '    if (free.includes(child)) free.splice(free.indexOf(child), 1);\n';
const closes = "  child.on('close', (code, signal) => {";
const destroys = "    given.get(child)?.destroy(); // only the parent's copy: the connection lives on in the child\n";
const isFree = '    free.push(child);\n';
const handsOut = `  while (waiting.length > 0 && free.length > 0) {
    const [child, socket] = [free.shift() as ChildProcess, waiting.shift() as Socket];
    given.set(child, socket);
    child.send('connection', socket, { keepOpen: true }, ignore); // kept open here, until the child says that it has it
  }
`;
const serves = "    if (handle) server.emit('connection', handle); // as if it had accepted the connection itself\n    sayFree();\n";
const leaves = "process.on('disconnect', () => process.exit());";
const childServer = 'const server = http.createServer(answer);';

/** The parent without acknowledgements: `free` holds all children, and each connection goes to the one that `whose` names. */
const inTurn = (whose: string): Mistake['change'] => [
  [isFree, '    if (!free.includes(child)) free.push(child);\n'],
  [imports, `${imports}\nlet turn = 0;`],
  [
    handsOut,
    `  while (waiting.length > 0 && free.length > 0) {\n    const socket = waiting.shift() as Socket;\n    ${whose}?.send('connection', socket, ignore);\n  }\n`,
  ],
];

export const mistakes: Mistake[] = [
  {
    name: 'forks with cluster',
    change: [
      [imports, `${imports}\nimport cluster from 'node:cluster';`],
      [starts, "(cluster.setupPrimary({ exec: import.meta.dirname + '/child.ts' }), cluster.fork().process)"],
    ],
    fails: forks,
    says: 'here you do both yourself, with child_process.fork()',
  },
  {
    name: 'forks with a cluster that is loaded when the port is open',
    change: [
      [starts, "(cluster().setupPrimary({ exec: import.meta.dirname + '/child.ts' }), cluster().fork().process)"],
      [imports, `${imports}\nconst cluster = () => process.getBuiltinModule('cluster');`],
    ],
    fails: forks,
    says: 'here you do both yourself, with child_process.fork()',
  },
  {
    name: 'imports cluster for isPrimary',
    change: [[imports, `${imports}\nimport cluster from 'node:cluster';\nif (!cluster.isPrimary) process.exit();`]],
    fails: forks,
    says: 'something imports cluster',
  },
  {
    name: 'imports cluster in the child, when it is needed',
    change: [[leaves, `await import('node:cluster');\n${leaves}`]],
    fails: forks,
    says: 'something imports cluster',
  },
  {
    name: 'requires cluster',
    change: [[imports, `${imports}\nimport { createRequire } from 'node:module';\ncreateRequire(import.meta.url)('cluster');`]],
    fails: forks,
    says: 'something imports cluster',
  },
  {
    name: 'asks the process for cluster',
    change: [[imports, `${imports}\nprocess.getBuiltinModule('node:cluster');`]],
    fails: forks,
    says: 'something imports cluster',
  },
  {
    name: 'explains a taken port as in a cluster',
    change: [
      [
        "import { explainPortInUse } from '#given/port-in-use.ts';",
        "import { explainListenError as explainPortInUse } from '#given/listen-error.ts';",
      ],
    ],
    fails: forks,
    says: 'something imports cluster',
  },
  {
    name: 'forks nothing',
    change: [['i <= workerCount; i++) startChild()', 'i <= workerCount; i++) void startChild']],
    fails: forks,
    says: 'nothing calls fork() of node:child_process',
  },
  {
    name: 'counts from 0 and to the end',
    change: [['let i = 1; i <= workerCount', 'let i = 0; i <= workerCount']],
    fails: forks,
    says: 'comes from somewhere else than workerCount',
  },
  {
    name: 'lets each child listen',
    change: [
      [childServer, `${childServer}\nserver.listen(process.env['PORT']);`],
      [replaces, ''],
    ],
    fails: forks,
    says: 'the port is taken already',
  },
  {
    name: 'answers in the parent',
    change: [
      [
        imports,
        `${imports}\nimport http from 'node:http';\nimport { answer } from '#given/answer.ts';\nconst web = http.createServer(answer);`,
      ],
      [options, '{}'],
      [accepts, "  if (socket) return void web.emit('connection', socket);\n"],
    ],
    fails: even,
    says: 'the parent serves connections itself',
  },
  {
    name: 'hands the requests to children, which make the answers',
    change: [
      [imports, "import type { Socket } from 'node:net';\nimport http from 'node:http';\nlet turn = 0;"],
      [
        `createServer(${options}, (socket) => {\n${accepts}  handOut();\n})`,
        `http.createServer((request, response) => {
  const child = free[turn++ % free.length] as ChildProcess;
  child.once('message', (text) => response.end(text));
  child.send(request.url ?? '');
})`,
      ],
      [isFree, '    if (!free.includes(child)) free.push(child);\n'],
      [serves, '    process.send?.(`Hello World from process ${process.pid}`);\n'],
    ],
    fails: even,
    says: 'what is handed out here is requests',
  },
  {
    name: 'hands out the connection of a request that it has read',
    change: [
      [imports, "import type { Socket } from 'node:net';\nimport http from 'node:http';"],
      [`createServer(${options}, (socket) => {\n${accepts}`, 'http.createServer(({ socket }) => {\n  waiting.push(socket);\n'],
    ],
    fails: even,
    says: 'the parent has read the request',
  },
  {
    name: 'begins to read before it hands out',
    change: [[options, '{ noDelay: true }']],
    fails: even,
    says: 'With { pauseOnConnect: true } its server reads nothing',
  },
  {
    name: 'takes turns by an index that never comes back to the first',
    change: inTurn('free[turn++]'),
    fails: even,
    says: 'a connection is handed to nobody. Look at whose turn it is after the last child',
  },
  {
    name: 'leaves out the last child',
    change: inTurn('free[turn++ % (free.length - 1)]'),
    fails: even,
    says: 'never gets a connection',
  },
  {
    name: 'picks a child at random',
    change: inTurn('free[Math.floor(Math.random() * free.length)]'),
    fails: even,
    says: 'the children do not take turns',
  },
  {
    name: 'closes each connection to spread the requests',
    change: [
      [
        childServer,
        "const server = http.createServer((request, response) => {\n  response.setHeader('Connection', 'close');\n  return answer(request, response);\n});",
      ],
    ],
    fails: keptAlive,
    says: 'Nobody but its client should end it',
  },
  {
    name: 'serves one connection after the other',
    change: [
      [childServer, `${childServer}\nlet before = Promise.resolve();`],
      [
        serves,
        `    before = before.then(() => {
      server.emit('connection', handle);
      return new Promise((resolve) => handle?.once('close', resolve));
    });
    sayFree();
`,
      ],
    ],
    fails: keptAlive,
    says: 'it need not wait for its end',
  },
  {
    name: 'says that it is free when the first request has come',
    change: [
      [serves, "    if (handle) server.emit('connection', handle);\n    else sayFree();\n"],
      [
        childServer,
        `const known = new WeakSet<Socket>();
const server = http.createServer((request, response) => {
  if (!known.has(request.socket)) sayFree();
  known.add(request.socket);
  return answer(request, response);
});`,
      ],
    ],
    fails: keptAlive,
    says: 'it need not wait for its end',
  },
  {
    name: 'keeps a dead child in the list',
    change: [...inTurn('free[turn++ % free.length]'), [removes, '']],
    fails: replaced,
    says: 'a connection is handed to a child that is dead',
  },
  {
    name: 'keeps a dead child in the list, and hears no error of send',
    change: [
      ...inTurn('free[turn++ % free.length]').map(([piece, instead]) => [piece, instead.replace(', ignore', '')] as const),
      [removes, ''],
    ],
    fails: replaced,
    says: 'a process was sent something that was gone by then',
  },
  {
    name: 'starts no child in the place of a dead one',
    change: [[replaces, '']],
    fails: replaced,
    says: 'nobody starts a child in its place',
  },
  {
    name: 'starts a child when one exits, and when it closes',
    change: [[closes, `  child.on('exit', () => startChild());\n${closes}`]],
    fails: replaced,
    says: 'heard more than once',
  },
  {
    name: 'refuses whoever comes when no child is there',
    change: [
      ...inTurn('free[turn++ % free.length]'),
      [accepts, '  if (free.length === 0) return void socket.destroy();\n  waiting.push(socket);\n'],
    ],
    fails: replaced,
    says: 'a connection that comes while no child is there is lost',
  },
  {
    name: 'lets children outlive it',
    change: [[leaves, "process.on('disconnect', () => {});"]],
    fails: orphan,
    says: 'goes on serving, an orphan',
  },
  {
    name: 'hands out in turn, whether or not a child has taken the last one',
    change: inTurn('free[turn++ % free.length]'),
    fails: stuck,
    says: 'though it has not taken the last one over',
  },
  {
    name: 'lets a connection go when it is sent',
    change: [[', { keepOpen: true }, ignore', ', ignore']],
    fails: unacknowledged,
    says: 'the parent has let it go',
  },
  {
    name: 'forgets what a dead child was given',
    change: [['    if (socket) waiting.unshift(socket); // it never had it, so another child can\n', '    socket?.destroy();\n']],
    fails: unacknowledged,
    says: 'the parent has let it go',
  },
  {
    name: 'never closes its copy of a connection',
    change: [[destroys, '']],
    fails: unacknowledged,
    says: 'stays open until you close it',
  },
  {
    name: 'knows one policy',
    change: [["if (scheduling === 'none') child.send('server', server, ignore);", 'void scheduling;']],
    fails: shared,
    says: 'share the server itself',
  },
  {
    name: 'shares the server, and serves nobody who comes to the parent',
    change: [[accepts, "  if (scheduling === 'none') return;\n  waiting.push(socket);\n"]],
    fails: shared,
    says: 'the parent owns the socket as well',
  },
  {
    name: 'shares the server with the first children only',
    change: [
      ["  if (scheduling === 'none') child.send('server', server, ignore);\n", ''],
      [
        'i++) startChild();',
        "i++) {\n    startChild();\n  }\n  if (scheduling === 'none') for (const child of all) child.send('server', server, ignore);",
      ],
      [imports, `${imports}\nconst all: ChildProcess[] = [];`],
      ['  console.log(`Child ${child.pid} starts`);\n', '  all.push(child);\n'],
    ],
    fails: shared,
    says: 'the children that come later are not given the server',
  },
];
