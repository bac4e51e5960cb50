import type { Mistake } from '#workshop/lesson-tests.ts';

const roundRobin = 'round robin unless told: the primary alone owns the listening socket';
const even = 'round robin: fresh connections, one after another, go to each worker equally often';
const shared = 'SCHEDULING=none: every worker owns the listening socket too';
const keptAlive = 'round robin: a connection that is kept alive stays with one worker';
const keptAliveToo = 'SCHEDULING=none: a connection that is kept alive stays with one worker';
const says = 'SCHEDULING=rr: the primary says so';
const saysToo = 'SCHEDULING=none: the primary says so';

const set = "cluster.schedulingPolicy = scheduling === 'rr' ? cluster.SCHED_RR : cluster.SCHED_NONE;\n";
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
    says: 'cluster.schedulingPolicy says cluster.SCHED_RR by now, but it was set too late',
  },
  {
    name: 'sets the policy after setupPrimary',
    change: [[set, `cluster.setupPrimary({ silent: false });\n  ${set}`]],
    fails: roundRobin,
    says: 'it was set too late: the first cluster.fork() or setupPrimary() fixes the policy',
  },
  {
    name: 'sets the policy in the workers',
    change: [
      [set, ''],
      [server, `${set}  ${server}`],
    ],
    fails: roundRobin,
    says: 'nothing sets cluster.schedulingPolicy in the primary',
  },
  {
    name: 'sets the environment variable when cluster is loaded already',
    change: [[set, "process.env['NODE_CLUSTER_SCHED_POLICY'] = scheduling;\n"]],
    fails: roundRobin,
    says: 'the one that NODE_CLUSTER_SCHED_POLICY named when Node loaded cluster',
  },
  {
    name: 'gives the policy to setupPrimary',
    change: [[set, set.replace(/.* = (.*);/, 'cluster.setupPrimary({ schedulingPolicy: $1 } as object);')]],
    fails: roundRobin,
    says: 'nothing sets cluster.schedulingPolicy in the primary',
  },
  {
    name: 'trusts the default to be round robin',
    change: [[set, "if (scheduling === 'none') cluster.schedulingPolicy = cluster.SCHED_NONE;\n"]],
    fails: roundRobin,
    says: 'for rr nothing sets cluster.schedulingPolicy',
  },
  {
    name: 'looks at the variable, which may be unset',
    change: [["scheduling === 'rr' ?", "process.env['SCHEDULING'] === 'rr' ?"]],
    fails: roundRobin,
    says: "process.env['SCHEDULING'] may not be",
  },
  {
    name: 'says it in the loop',
    change: [
      ['  console.log(`Scheduling: ${scheduling}`);\n', ''],
      ['    cluster.fork();\n', '    cluster.fork();\n    console.log(`Scheduling: ${scheduling}`);\n'],
    ],
    fails: says,
    says: 'take it out of the loop',
  },
  {
    name: 'swaps the two',
    change: [["'rr' ? cluster.SCHED_RR : cluster.SCHED_NONE", "'rr' ? cluster.SCHED_NONE : cluster.SCHED_RR"]],
    fails: roundRobin,
    says: 'your program sets the other policy: look at how rr becomes cluster.SCHED_RR',
  },
  {
    name: 'assigns the word',
    change: [[set, 'Object.assign(cluster, { schedulingPolicy: scheduling });\n']],
    fails: roundRobin,
    says: 'Bad cluster.schedulingPolicy: rr',
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
    says: 'listens on no port',
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
    says: 'your program sets the other policy: look at how none becomes cluster.SCHED_NONE',
  },
  {
    name: 'sets the policy after the first fork, and only if it is none',
    change: [
      [set, 'cluster.schedulingPolicy = cluster.SCHED_RR;\n'],
      [onExit, `if (scheduling === 'none') cluster.schedulingPolicy = cluster.SCHED_NONE;\n  ${onExit}`],
    ],
    fails: shared,
    says: 'cluster.schedulingPolicy says cluster.SCHED_NONE by now, but it was set too late',
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
    fails: says,
    says: 'by its name, as SCHEDULING names it',
  },
  {
    name: 'says it in every process',
    change: [
      ['  console.log(`Scheduling: ${scheduling}`);\n', ''],
      ['if (cluster.isPrimary) {', 'console.log(`Scheduling: ${scheduling}`);\nif (cluster.isPrimary) {'],
    ],
    fails: says,
    says: 'only the primary should say it',
  },
  {
    name: 'says round robin whatever is set',
    change: [['Scheduling: ${scheduling}', 'Scheduling: rr']],
    fails: saysToo,
    says: 'the primary says which policy it set',
  },
];
