import type { Mistake } from '#workshop/lesson-tests.ts';

const roundRobin = 'round robin unless told: the primary alone owns the listening socket';
const even = 'round robin: fresh connections, one after another, go to each worker equally often';
const shared = 'SCHEDULING=none: every worker owns the listening socket too';
const keptAlive = 'round robin: a connection that is kept alive stays with one worker';
const keptAliveToo = 'SCHEDULING=none: a connection that is kept alive stays with one worker';
const saysUnlessTold = 'round robin unless told: the primary says so';
const says = 'SCHEDULING=rr: the primary says so';
const saysToo = 'SCHEDULING=none: the primary says so';

const set = "cluster.schedulingPolicy = scheduling === 'rr' ? cluster.SCHED_RR : cluster.SCHED_NONE;\n";
const comparison = "scheduling === 'rr' ? cluster.SCHED_RR : cluster.SCHED_NONE";
const line = '  console.log(`Scheduling: ${scheduling}`);\n';
const onExit = "cluster.on('exit',";
const server = 'const server = http.createServer(answer);';
const closing = "(request, response) => {\n    response.setHeader('Connection', 'close');\n    return answer(request, response);\n  }";

export const mistakes: Mistake[] = [
  {
    name: 'sets no policy',
    change: [[set, '']],
    fails: roundRobin,
    says: 'nothing sets cluster.schedulingPolicy in the primary',
  },
  {
    name: 'sets the policy after the forks',
    change: [
      [set, ''],
      [onExit, `${set}  ${onExit}`],
    ],
    fails: roundRobin,
    says: 'the first cluster.fork() came before',
  },
  {
    name: 'sets the policy after setupPrimary',
    change: [[set, `cluster.setupPrimary({ silent: false });\n  ${set}`]],
    fails: roundRobin,
    says: 'setupPrimary() came before',
  },
  {
    name: 'sets the policy in the workers',
    change: [
      [set, ''],
      [server, `${set}  ${server}`],
    ],
    fails: roundRobin,
    says: 'what a worker sets or is given decides nothing',
  },
  {
    name: 'sets the environment variable when cluster is loaded already',
    change: [[set, "process.env['NODE_CLUSTER_SCHED_POLICY'] = scheduling;\n"]],
    fails: roundRobin,
    says: 'was read when Node loaded cluster',
  },
  {
    name: 'gives the policy to setupPrimary',
    change: [[set, set.replace(/.* = (.*);/, 'cluster.setupPrimary({ schedulingPolicy: $1 } as object);')]],
    fails: roundRobin,
    says: 'setupPrimary() and cluster.settings take no policy',
  },
  {
    name: 'trusts the default to be round robin',
    change: [[set, "if (scheduling === 'none') cluster.schedulingPolicy = cluster.SCHED_NONE;\n"]],
    fails: roundRobin,
    says: 'For rr it leaves the default',
  },
  {
    name: 'looks at the variable, which may be unset',
    change: [["scheduling === 'rr' ?", "process.env['SCHEDULING'] === 'rr' ?"]],
    fails: roundRobin,
    says: 'with SCHEDULING=rr it is right, and unset it is not',
  },
  {
    name: 'says it in the loop',
    change: [
      ['  console.log(`Scheduling: ${scheduling}`);\n', ''],
      ['    cluster.fork();\n', '    cluster.fork();\n    console.log(`Scheduling: ${scheduling}`);\n'],
    ],
    fails: saysUnlessTold,
    says: 'one line outside of the loop is enough',
  },
  {
    name: 'swaps the two',
    change: [["'rr' ? cluster.SCHED_RR : cluster.SCHED_NONE", "'rr' ? cluster.SCHED_NONE : cluster.SCHED_RR"]],
    fails: roundRobin,
    says: 'your program swaps the two',
  },
  {
    name: 'assigns the word',
    change: [[set, 'Object.assign(cluster, { schedulingPolicy: scheduling });\n']],
    fails: roundRobin,
    says: 'holds is no policy',
  },
  {
    name: 'gives each worker a port of its own',
    change: [['server.listen(port,', 'server.listen(port + (cluster.worker?.id ?? 1) - 1,']],
    fails: roundRobin,
    says: 'all workers name the same port',
  },
  {
    name: 'lets only the second worker serve',
    change: [['} else {', '} else if (cluster.worker?.id === 2) {']],
    fails: roundRobin,
    says: 'a worker that does not listen gets no connection',
  },
  {
    name: 'wants the port exclusively',
    change: [['server.listen(port,', 'server.listen({ port, exclusive: true },']],
    fails: roundRobin,
    says: 'and they do not share it',
  },
  {
    name: 'drops connections at random so that another worker gets them',
    change: [[server, `${server}\n  server.on('connection', (socket) => Math.random() < 0.7 && socket.destroy());`]],
    fails: even,
    says: 'the process that had accepted it closed it',
  },
  {
    name: 'lets the first worker step back after one answer',
    change: [
      [
        server,
        `${server}\n  if (cluster.worker?.id === 1) server.on('request', (_, response) => response.on('close', () => server.close()));`,
      ],
    ],
    fails: even,
    says: 'something of your own interferes',
  },
  {
    name: 'uses round robin always',
    change: [["scheduling === 'rr' ? cluster.SCHED_RR : cluster.SCHED_NONE", 'cluster.SCHED_RR']],
    fails: shared,
    says: 'your program sets cluster.SCHED_RR for both',
  },
  {
    name: 'sets the policy after the first fork, and only if it is none',
    change: [
      [set, 'cluster.schedulingPolicy = cluster.SCHED_RR;\n'],
      [onExit, `if (scheduling === 'none') cluster.schedulingPolicy = cluster.SCHED_NONE;\n  ${onExit}`],
    ],
    fails: shared,
    says: 'the first cluster.fork() came before',
  },
  {
    name: 'closes each connection to spread the requests',
    change: [[server, `const server = http.createServer(${closing});`]],
    fails: keptAlive,
    says: 'the server ends a connection that its client wants to keep',
  },
  {
    name: 'closes each connection where the system distributes unevenly',
    change: [[server, `const server = http.createServer(scheduling === 'rr' ? answer : ${closing});`]],
    fails: keptAliveToo,
    says: 'the server ends a connection that its client wants to keep',
  },
  {
    name: 'says the policy’s number',
    change: [['Scheduling: ${scheduling}', 'Scheduling: ${cluster.schedulingPolicy}']],
    fails: saysUnlessTold,
    says: 'cluster.schedulingPolicy is a number',
  },
  {
    name: 'says it in every process',
    change: [
      ['  console.log(`Scheduling: ${scheduling}`);\n', ''],
      ['if (cluster.isPrimary) {', 'console.log(`Scheduling: ${scheduling}`);\nif (cluster.isPrimary) {'],
    ],
    fails: saysUnlessTold,
    says: 'only the primary should say it',
  },
  {
    name: 'says round robin whatever is set',
    change: [['Scheduling: ${scheduling}', 'Scheduling: rr']],
    fails: saysToo,
    says: 'it says the other policy',
  },
  {
    name: 'sets the policy between two forks',
    change: [
      [set, `cluster.fork();\n  ${set}`],
      ['let i = 1;', 'let i = 2;'],
    ],
    fails: roundRobin,
    says: 'the first cluster.fork() came before',
  },
  {
    name: 'sets the policy when the first worker is online',
    change: [[set, `cluster.once('online', () => {\n    ${set}  });\n`]],
    fails: roundRobin,
    says: 'the first cluster.fork() came before',
  },
  {
    name: 'sets another property',
    change: [[set, set.replace('schedulingPolicy', 'schedulerPolicy')]],
    fails: roundRobin,
    says: 'nothing sets cluster.schedulingPolicy in the primary',
  },
  {
    name: 'writes the policy into the settings',
    change: [[set, set.replace('cluster.schedulingPolicy', '(cluster.settings as any).schedulingPolicy')]],
    fails: roundRobin,
    says: 'setupPrimary() and cluster.settings take no policy',
  },
  {
    name: 'gives the variable to the workers',
    change: [
      [set, ''],
      ['cluster.fork();', 'cluster.fork({ NODE_CLUSTER_SCHED_POLICY: scheduling });'],
    ],
    fails: roundRobin,
    says: 'what a worker sets or is given decides nothing',
  },
  {
    name: 'uses none always',
    change: [[comparison, 'cluster.SCHED_NONE']],
    fails: roundRobin,
    says: 'your program sets cluster.SCHED_NONE for both',
  },
  {
    name: 'compares with capitals',
    change: [[comparison, comparison.replace("'rr'", "('RR' as string)")]],
    fails: roundRobin,
    says: 'your program sets cluster.SCHED_NONE for both',
  },
  {
    name: 'imports the constants by name',
    change: [
      ["import cluster from 'node:cluster';", "import cluster, { SCHED_NONE, SCHED_RR } from 'node:cluster';"],
      [comparison, comparison.replaceAll('cluster.', '')],
    ],
    fails: roundRobin,
    says: 'this import runs in every process',
  },
  {
    name: 'assigns whether it is round robin',
    change: [[comparison, "(scheduling === 'rr') as any"]],
    fails: roundRobin,
    says: 'holds is no policy',
  },
  {
    name: 'sets the policy for round robin only',
    change: [[set, "if (scheduling === 'rr') cluster.schedulingPolicy = cluster.SCHED_RR;\n"]],
    fails: shared,
    says: 'For none it leaves the default',
  },
  {
    name: 'takes a constant that is not there',
    change: [['cluster.SCHED_NONE', '(cluster as any).SCHED_OS']],
    fails: shared,
    says: 'holds is no policy',
  },
  {
    name: 'allows one request a connection',
    change: [[server, `${server}\n  server.maxRequestsPerSocket = 1;`]],
    fails: keptAlive,
    says: 'the server ends a connection that its client wants to keep',
  },
  {
    name: 'allows one request a connection where nobody hands out in turn',
    change: [[server, `${server}\n  if (scheduling === 'none') server.maxRequestsPerSocket = 1;`]],
    fails: keptAliveToo,
    says: 'the server ends a connection that its client wants to keep',
  },
  {
    name: 'says it in the workers',
    change: [
      [line, ''],
      [server, `${server}\n${line}`],
    ],
    fails: saysUnlessTold,
    says: 'the workers say it, each of them',
  },
  {
    name: 'says the name of the constant',
    change: [['Scheduling: ${scheduling}', 'Scheduling: SCHED_${scheduling.toUpperCase()}']],
    fails: saysUnlessTold,
    says: 'is called as SCHEDULING calls it',
  },
  {
    name: 'puts the text into plain quotes',
    change: [['`Scheduling: ${scheduling}`', "'Scheduling: ${scheduling}'"]],
    fails: saysUnlessTold,
    says: 'is in backticks',
  },
  {
    name: 'says it in a sentence',
    change: [['Scheduling: ${scheduling}', 'Scheduling: ${scheduling} is in force']],
    fails: saysUnlessTold,
    says: 'the rest of the line is not',
  },
  {
    name: 'says it on standard error',
    change: [['console.log(`Scheduling', 'console.error(`Scheduling']],
    fails: saysUnlessTold,
    says: 'it stands on standard error',
  },
  {
    name: 'begins the line with a small letter',
    change: [['Scheduling: ${', 'scheduling: ${']],
    fails: saysUnlessTold,
    says: 'Compare letter by letter',
  },
  {
    name: 'says what the variable holds',
    change: [['Scheduling: ${scheduling}', "Scheduling: ${process.env['SCHEDULING']}"]],
    fails: saysUnlessTold,
    says: 'may be unset',
  },
  {
    name: 'takes whatever is set for none',
    change: [[comparison, "process.env['SCHEDULING'] ? cluster.SCHED_NONE : cluster.SCHED_RR"]],
    fails: says,
    says: 'that it is set says nothing yet',
  },
  {
    name: 'says none unless it is told round robin',
    change: [['Scheduling: ${scheduling}', "Scheduling: ${process.env['SCHEDULING'] === 'rr' ? 'rr' : 'none'}"]],
    fails: saysUnlessTold,
    says: 'it says the other policy',
  },
  {
    name: 'says it only where it is the default',
    change: [[line, "  if (process.env['SCHEDULING'] !== 'rr') console.log(`Scheduling: ${scheduling}`);\n"]],
    fails: says,
    says: 'nobody says it',
  },
];
