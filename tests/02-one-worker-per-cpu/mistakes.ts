import type { Mistake } from '#workshop/lesson-tests.ts';

const forks = 'WEB_CONCURRENCY says how many workers the primary forks';
const perCore = 'unless told, it forks one worker per core';
const answers = 'every worker answers on the shared port, and the primary answers nothing';
const single = 'with WEB_CONCURRENCY=1 the one worker answers, not the primary';
const says = 'each process says on its output what it is';
const ended = 'when a worker is killed, the primary says so and the others go on';
const loop = 'for (let i = 1; i <= workerCount; i++) {';

export const mistakes: Mistake[] = [
  {
    name: 'no cluster at all',
    change: [
      ['if (cluster.isPrimary) {', 'if (false) {'],
      [', () => console.log(`Worker ${process.pid} started...`)', ''],
    ],
    fails: forks,
    says: 'nothing calls cluster.fork()',
  },
  {
    name: 'forks in the workers too',
    change: [
      ['if (cluster.isPrimary) {', '{'],
      ['} else {', '}\n{'],
    ],
    fails: forks,
    says: 'cluster.fork is not a function',
  },
  {
    name: 'hard-codes two workers',
    change: [[loop, 'for (let i = 1; i <= 2; i++) {']],
    fails: forks,
    says: 'the number comes from somewhere else than workerCount',
  },
  {
    name: 'forks once',
    change: [[loop, '{\n    const i = 1;']],
    fails: forks,
    says: 'the number comes from somewhere else than workerCount',
  },
  {
    name: 'counts from 0 and to the end',
    change: [[loop, 'for (let i = 0; i <= workerCount; i++) {']],
    fails: forks,
    says: 'it is always 1 too many',
  },
  {
    name: 'counts from 1 and stops below the end',
    change: [[loop, 'for (let i = 1; i < workerCount; i++) {']],
    fails: forks,
    says: 'it is always 1 too few',
  },
  {
    name: 'forks twice in each turn of the loop',
    change: [['cluster.fork();', "cluster.fork();\n    if (!cluster.fork().isConnected()) console.error('It did not start');"]],
    fails: forks,
    says: 'fork once for each of workerCount',
  },
  {
    name: 'swaps the two branches',
    change: [['if (cluster.isPrimary) {', 'if (cluster.isWorker) {']],
    fails: forks,
    says: 'are the two branches of the if swapped',
  },
  {
    name: 'calls isPrimary',
    change: [['cluster.isPrimary', '(cluster as any).isPrimary()']],
    fails: forks,
    says: 'cluster.isPrimary and isWorker are true or false',
  },
  {
    name: 'imports everything as cluster',
    change: [["import cluster from 'node:cluster';", "import * as cluster from 'node:cluster';"]],
    fails: forks,
    says: "Write import cluster from 'node:cluster'",
  },
  {
    name: 'names fork and does not call it',
    change: [['cluster.fork();', 'cluster.fork;']],
    fails: forks,
    says: 'nothing kept it running',
  },
  {
    name: 'names a file for the workers that is not there',
    change: [[loop, `cluster.setupPrimary({ exec: 'worker.js' });\n  ${loop}`]],
    fails: forks,
    says: 'a process is started with a file that is not there',
  },
  {
    name: 'keeps one core for the primary',
    change: [
      ["import http from 'node:http';", "import http from 'node:http';\nimport os from 'node:os';"],
      [loop, "const wanted = Number(process.env['WEB_CONCURRENCY']) || os.cpus().length - 1;\n  for (let i = 1; i <= wanted; i++) {"],
    ],
    fails: perCore,
    says: 'a core without a worker stays idle',
  },
  {
    name: 'forks one worker unless told',
    change: [[loop, "for (let i = 1; i <= Number(process.env['WEB_CONCURRENCY'] ?? 1); i++) {"]],
    fails: perCore,
    says: 'a core without a worker stays idle',
  },
  {
    name: 'takes two workers a core unless told',
    change: [[loop, "const wanted = Number(process.env['WEB_CONCURRENCY'] || workerCount * 2);\n  for (let i = 1; i <= wanted; i++) {"]],
    fails: perCore,
    says: 'more workers than cores only take turns on them',
  },
  {
    name: 'listens in the primary too',
    change: [['} else {', '}\n{']],
    fails: forks,
    says: 'two processes of your program listen on the same port',
  },
  {
    name: 'listens in the primary only',
    change: [
      ['} else {', ''],
      ['started...`));\n}', 'started...`));\n} else setInterval(() => {}, 1000);'],
    ],
    fails: answers,
    says: 'the server stands in the primary’s branch',
  },
  {
    name: 'fakes the pid',
    change: [
      [
        'http.createServer(answer)',
        'http.createServer((_request, response) => response.end(`Hello World from process ${1e9 + Math.random() * 1e9}`))',
      ],
    ],
    fails: answers,
    says: 'No process of your program has that number',
  },
  {
    name: 'greets on every path',
    change: [['http.createServer(answer)', 'http.createServer((_, response) => response.end(`Hello World from process ${process.pid}`))']],
    fails: answers,
    says: 'the routes of single-server are gone',
  },
  {
    name: 'greets on / and knows no other path',
    change: [
      [
        'http.createServer(answer)',
        "http.createServer((request, response) => {\n    if (request.url === '/') answer(request, response);\n    else response.writeHead(404).end();\n  })",
      ],
    ],
    fails: answers,
    says: 'the routes of single-server are gone',
  },
  {
    name: 'names the worker by its id',
    change: [
      [
        'http.createServer(answer)',
        'http.createServer((_request, response) => response.end(`Hello World from process ${cluster.worker?.id}`))',
      ],
    ],
    fails: answers,
    says: 'cluster.worker.id is no pid',
  },
  {
    name: 'names the primary in every answer',
    change: [
      ['http.createServer(answer)', 'http.createServer((_request, response) => response.end(`Hello World from process ${process.ppid}`))'],
    ],
    fails: answers,
    says: 'process.ppid is another',
  },
  {
    name: 'gives the server no handler',
    change: [['http.createServer(answer)', 'http.createServer()']],
    fails: answers,
    says: 'never comes to response.end()',
  },
  {
    name: 'lets only the first worker serve',
    change: [['} else {', '} else if (cluster.worker?.id === 1) {']],
    fails: answers,
    says: 'a worker is there and never listens',
  },
  {
    name: 'gives each worker a port of its own',
    change: [['server.listen(port,', 'server.listen(port + (cluster.worker?.id ?? 0),']],
    fails: forks,
    says: 'the processes listen on ports of their own',
  },
  {
    name: 'forks each worker with another PORT',
    change: [['cluster.fork();', 'cluster.fork({ PORT: String(port + i) });']],
    fails: forks,
    says: 'the processes listen on ports of their own',
  },
  {
    name: 'listens on 3000 whatever PORT says',
    change: [['server.listen(port,', 'server.listen(3000,']],
    fails: forks,
    says: 'the port is written into the program',
  },
  {
    name: 'needs no cluster for one worker',
    change: [['if (cluster.isPrimary) {', 'if (cluster.isPrimary && workerCount > 1) {']],
    fails: single,
    says: 'the primary forks it, and only forks, as with many',
  },
  {
    name: 'forks two workers at least',
    change: [[loop, 'for (let i = 1; i <= Math.max(2, workerCount); i++) {']],
    fails: single,
    says: 'one worker is enough if WEB_CONCURRENCY says so',
  },
  {
    name: 'has the primary serve beside a single worker',
    change: [['} else {', '}\nif (cluster.isPrimary ? workerCount === 1 : workerCount > 1) {']],
    fails: single,
    says: 'with one worker the primary serves too',
  },
  {
    name: 'says hello with the primary’s pid',
    change: [['Worker ${process.pid} started...', 'Worker ${process.ppid} started...']],
    fails: says,
    says: 'the number is not process.pid of who says it',
  },
  {
    name: 'puts the line between quotes',
    change: [['`Worker ${process.pid} started...`', "'Worker ${process.pid} started...'"]],
    fails: says,
    says: 'only filled in between backticks',
  },
  {
    name: 'writes the line in other words',
    change: [['Worker ${process.pid} started...', 'Worker ${process.pid} has started']],
    fails: says,
    says: 'Compare letter by letter',
  },
  {
    name: 'forks silent workers',
    change: [[loop, `cluster.setupPrimary({ silent: true });\n  ${loop}`]],
    fails: says,
    says: 'nothing writes it, or its output goes nowhere',
  },
  {
    name: 'says in every process that it is a worker',
    change: [
      [', () => console.log(`Worker ${process.pid} started...`)', ''],
      ['if (cluster.isPrimary) {', 'console.log(`Worker ${process.pid} started...`);\nif (cluster.isPrimary) {'],
    ],
    fails: says,
    says: 'what stands outside the else, the primary says too',
  },
  {
    name: 'numbers the forks from 0',
    change: [['Forking process number ${i}...', 'Forking process number ${i - 1}...']],
    fails: says,
    says: 'the primary counts from 1',
  },
  {
    name: 'asks a worker how it ended before it has',
    change: [
      ["cluster.on('exit', (worker, code, signal) => console.log(", "cluster.on('disconnect', (worker, code, signal) => console.log("],
    ],
    fails: ended,
    says: 'that event brings neither a code nor a signal',
  },
  {
    name: 'says nothing of a worker that ends',
    change: [["cluster.on('exit', (worker, code, signal) => console.log(`Worker ${worker.process.pid} ended (${signal ?? code})`));", '']],
    fails: ended,
    says: 'nobody hears of a worker that ends',
  },
  {
    name: 'tells the code where a signal ended the worker',
    change: [['${signal ?? code}', '${code}']],
    fails: ended,
    says: 'it is null then',
  },
  {
    name: 'asks the worker for its pid, not its process',
    change: [['worker.process.pid', '(worker as any).pid']],
    fails: ended,
    says: 'it is worker.process.pid that holds it',
  },
  {
    name: 'hears of the first worker that ends only',
    change: [["cluster.on('exit', (worker", "cluster.once('exit', (worker"]],
    fails: ended,
    says: 'cluster.once hears one event',
  },
  {
    name: 'ends everything when a worker ends',
    change: [
      [
        'console.log(`Worker ${worker.process.pid} ended (${signal ?? code})`));',
        '{\n    console.log(`Worker ${worker.process.pid} ended (${signal ?? code})`);\n    process.exit(1);\n  });',
      ],
    ],
    fails: ended,
    says: 'something calls process.exit()',
  },
  {
    name: 'hears of a worker that ends twice',
    change: [
      [
        'cluster.fork();',
        "const forked = cluster.fork();\n    forked.on('exit', (code, signal) => console.log(`Worker ${forked.process.pid} ended (${signal ?? code})`));",
      ],
    ],
    fails: ended,
    says: 'One of them is enough',
  },
  {
    name: 'takes the other fork, of child_process',
    change: [
      ["import http from 'node:http';", "import http from 'node:http';\nimport { fork } from 'node:child_process';"],
      ['cluster.fork();', "fork(process.argv[1] ?? '');"],
    ],
    fails: forks,
    says: 'each process forks more',
  },
  {
    name: 'says above the if that it is the primary',
    change: [
      ["import cluster from 'node:cluster';", "import cluster from 'node:cluster';\n\nconsole.log(`Primary ${process.pid} is running`);"],
      ['  console.log(`Primary ${process.pid} is running`);\n', ''],
    ],
    fails: says,
    says: 'what stands outside the if, all of them say',
  },
];
