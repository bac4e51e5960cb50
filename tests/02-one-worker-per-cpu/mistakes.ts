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
    change: [['if (cluster.isPrimary) {', 'if (false) {']],
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
    says: 'comes from somewhere else',
  },
  {
    name: 'counts from 0 and to the end',
    change: [[loop, 'for (let i = 0; i <= workerCount; i++) {']],
    fails: forks,
    says: 'comes from somewhere else',
  },
  {
    name: 'keeps one core for the primary',
    change: [
      ["import http from 'node:http';", "import http from 'node:http';\nimport os from 'node:os';"],
      [loop, "const wanted = Number(process.env['WEB_CONCURRENCY']) || os.cpus().length - 1;\n  for (let i = 1; i <= wanted; i++) {"],
    ],
    fails: perCore,
    says: 'os.availableParallelism()',
  },
  {
    name: 'uses four workers unless told',
    change: [[loop, "const wanted = Number(process.env['WEB_CONCURRENCY'] || workerCount * 2);\n  for (let i = 1; i <= wanted; i++) {"]],
    fails: perCore,
    says: 'comes from somewhere else',
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
    says: 'the primary listens too, or nothing tells primary and worker apart',
  },
  {
    name: 'fakes the pid',
    change: [
      [
        'http.createServer(answer)',
        'http.createServer((_request, response) => response.end(`Hello World from process ${Math.ceil(Math.random() * 9999)}`))',
      ],
    ],
    fails: answers,
    says: 'is not process.pid of the process that answers',
  },
  {
    name: 'gives each worker a port of its own',
    change: [['server.listen(port,', 'server.listen(port + (cluster.worker?.id ?? 0),']],
    fails: forks,
    says: 'the port is written into the program',
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
    says: 'nothing calls cluster.fork()',
  },
  {
    name: 'says hello with the primary’s pid',
    change: [['Worker ${process.pid} started...', 'Worker ${process.ppid} started...']],
    fails: says,
    says: 'each worker says it once it listens',
  },
  {
    name: 'every process says that it is the primary',
    change: [
      ['  console.log(`Primary ${process.pid} is running`);\n', ''],
      ['if (cluster.isPrimary) {', 'console.log(`Primary ${process.pid} is running`);\nif (cluster.isPrimary) {'],
      ['Forking process number ${i}...', 'Forking process number ${i - 1}...'],
    ],
    fails: says,
    says: 'the primary counts from 1',
  },
  {
    name: 'asks a worker how it ended before it has',
    change: [
      ["cluster.on('exit', (worker, code, signal) => console.log(", "cluster.on('disconnect', (worker, code, signal) => console.log("],
    ],
    fails: ended,
    says: 'the line differs',
  },
  {
    name: 'runs the file again by hand, from every process',
    change: [
      ['if (cluster.isPrimary) {', '{'],
      ['} else {', '}\n{'],
      ['cluster.fork();', "spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1)], { stdio: 'inherit' });"],
      ["import http from 'node:http';", "import http from 'node:http';\nimport { spawn } from 'node:child_process';"],
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
