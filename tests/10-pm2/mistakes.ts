import type { Mistake } from '#workshop/lesson-tests.ts';

const keeps = 'PM2 keeps as many processes as WEB_CONCURRENCY says, and all of them answer on one port';
const online = 'a process is online for PM2 when it listens, and no sooner';
const load = 'no request fails during a reload, neither on fresh connections nor on those that are kept';
const leaves = 'a process that PM2 has leave answers what is in flight first, however long it takes, and ends with exit code 0';
const givenUp = 'a process that ends at its start, again and again, is given up after a few times, with a wait before each';
const logs = 'one log holds what all processes say, and each of its lines tells when';

const mode = "exec_mode: 'cluster', //";
const instances = 'instances: Number(process.env.WEB_CONCURRENCY) || os.availableParallelism(),';
const imports = "import os from 'node:os';\n";
const waits = 'wait_ready: true, //';
const ready = "process.send?.('ready'); //";
const listens = 'server.listen(port, () => {';
const hears = "process.on('SIGINT', retire);";
const patience = 'kill_timeout: 10_000, //';

export const mistakes: Mistake[] = [
  {
    name: 'leaves PM2 in fork mode',
    change: [[mode, "exec_mode: 'fork', //"]],
    fails: keeps,
    says: 'PM2 shares it in cluster mode only',
  },
  {
    name: 'exports the configuration by default',
    change: [
      ['export const apps = [', 'const apps = ['],
      ['\n];', '\n];\n\nexport default { apps };'],
    ],
    fails: keeps,
    says: 'an export of the name apps',
  },
  {
    name: 'writes the number of processes into the file',
    change: [
      [imports, ''],
      [instances, 'instances: 4,'],
    ],
    fails: keeps,
    says: 'instances is what PM2 looks at',
  },
  {
    name: 'calls what it has not imported, where WEB_CONCURRENCY is not set',
    change: [[imports, '']],
    fails: keeps,
    says: 'has to be imported',
  },
  {
    name: 'has no number where WEB_CONCURRENCY is not set',
    change: [
      [imports, ''],
      [instances, 'instances: process.env.WEB_CONCURRENCY,'],
    ],
    fails: keeps,
    says: 'one for each CPU that this process may use',
  },
  {
    name: 'counts the CPUs of the machine where WEB_CONCURRENCY is not set',
    change: [[instances, 'instances: Number(process.env.WEB_CONCURRENCY) || os.cpus().length,']],
    fails: keeps,
    says: 'os.cpus() counts each',
  },
  {
    name: 'gives a time in seconds that PM2 refuses',
    change: [['min_uptime: 30_000, //', 'min_uptime: 30, //']],
    fails: keeps,
    says: 'PM2 refused the ecosystem file',
  },
  {
    name: 'takes as many processes as there are CPUs, whatever WEB_CONCURRENCY says',
    change: [
      [imports, ''],
      [instances, "instances: 'max',"],
    ],
    fails: keeps,
    says: 'instances is what PM2 looks at',
  },
  {
    name: 'never says that it is ready',
    change: [[ready, '//']],
    fails: keeps,
    says: 'it waits for the word "ready", and nothing says it',
  },
  {
    name: 'says it in other words',
    change: [[ready, "process.send?.({ type: 'ready' }); //"]],
    fails: keeps,
    says: 'it waits for the word "ready", and nothing says it',
  },
  {
    name: 'says that it is ready before it listens',
    change: [
      [ready, '//'],
      [listens, `process.send?.('ready');\n${listens}`],
    ],
    fails: online,
    says: 'PM2 was told "ready" too early',
  },
  {
    name: 'says ready, and PM2 doesn’t wait for it',
    change: [[waits, '//']],
    fails: online,
    says: 'look at wait_ready',
  },
  {
    name: 'doesn’t listen for SIGINT',
    change: [[hears, 'void retire;']],
    fails: load,
    says: 'PM2 sends SIGINT',
  },
  {
    name: 'listens for SIGTERM, as whatever runs services sends it',
    change: [[hears, "process.on('SIGTERM', retire);"]],
    fails: load,
    says: 'PM2 sends SIGINT',
  },
  {
    name: 'waits for the message "shutdown" of the documents',
    change: [[hears, "process.on('message', (word) => word === 'shutdown' && retire());"]],
    fails: load,
    says: 'PM2 sends SIGINT',
  },
  {
    name: 'ends at once',
    change: [[hears, "void retire;\nprocess.on('SIGINT', () => process.exit());"]],
    fails: load,
    says: 'lets each of them have one more answer',
  },
  {
    name: 'closes the server, and with it the idle connections',
    change: [[hears, "void retire;\nprocess.on('SIGINT', () => server.close(() => process.exit()));"]],
    fails: load,
    says: 'lets each of them have one more answer',
  },
  {
    name: 'gives it ten seconds, in seconds',
    change: [[patience, 'kill_timeout: 10, //']],
    fails: leaves,
    says: 'killed it after 10 milliseconds: kill_timeout is in those, and not in seconds',
  },
  {
    name: 'leaves the time to leave as PM2 has it',
    change: [[patience, '//']],
    fails: leaves,
    says: 'killed it after 1600 milliseconds: that is kill_timeout, 1,600 unless told',
  },
  {
    name: 'ends with exit code 1',
    change: [[hears, "process.on('exit', () => (process.exitCode = 1));\nprocess.on('SIGINT', retire);"]],
    fails: leaves,
    says: 'nothing is amiss then',
  },
  {
    name: 'leaves it to PM2 when to give up',
    change: [
      ['min_uptime: 30_000, //', '//'],
      ['max_restarts: 3, //', '//'],
    ],
    fails: givenUp,
    says: 'PM2 gives up after max_restarts early ends',
  },
  {
    name: 'starts it again at once',
    change: [['exp_backoff_restart_delay: 100, //', '//']],
    fails: givenUp,
    says: 'exp_backoff_restart_delay',
  },
  {
    name: 'leaves each process its own log',
    change: [['merge_logs: true, //', '//']],
    fails: logs,
    says: 'look at merge_logs',
  },
  {
    name: 'logs without a time',
    change: [["log_date_format: 'YYYY-MM-DDTHH:mm:ss.SSSZ',", '']],
    fails: logs,
    says: 'look at log_date_format',
  },
];
