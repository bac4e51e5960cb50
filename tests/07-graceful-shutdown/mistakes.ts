import type { Mistake } from '#workshop/lesson-tests.ts';

const answers = 'on SIGTERM, what is in flight is answered, and what was on its way, with Connection: close';
const closes = 'meanwhile new connections are refused, and idle ones are closed';
const ends = 'when all is answered it ends, with exit code 0';
const ctrlC = 'Ctrl-C, which every process hears, does the same';
const deadline = 'the deadline cuts off what is still in flight: a line counts it, and the exit code is 1';
const second = 'a second signal ends it now, with the same line and exit code 1';
const stream = 'a stream that has begun comes to its end, and its connection is closed then';
const whole = 'an answer that is ended and not all sent comes whole';
const silent = 'a client that never finishes the head of its request does not hold it up';
const orphans = 'no worker outlives a primary that is killed while they drain';

const primaryHears = "  process.on('SIGTERM', stop);\n  process.on('SIGINT', stop);\n";
const tellsAll = "for (const worker of workers()) tell(worker, 'drain');";
const timer = 'setTimeout(() => workers().forEach(cutOff), shutdownTimeout).unref();';
const leaves = 'if (stopping && workers().length === 0) process.exit(exitCode);';
const close = 'net.Server.prototype.close.call(server, () => cluster.worker?.disconnect());';
const hangsUp = '    hangUp();\n    setTimeout(() => {';
const lastInFlight = "    for (const response of inFlight) if (!response.headersSent) response.setHeader('Connection', 'close');\n";
const lastFromNow = "    if (draining) response.setHeader('Connection', 'close');\n";
const workerHearsTerm = "  process.on('SIGTERM', drain);\n";
const workerHearsInt = "  process.on('SIGINT', drain); // Ctrl-C: without this line it would end the worker on the spot\n";
const letGo = "  process.on('disconnect', () => process.exit()); // the primary has let it go, or is dead\n";
const again = 'if (stopping) return workers().forEach(cutOff); // asked twice: nobody wants to wait';
const reports = 'process.send?.({ cut: inFlight.size } satisfies Report, () => process.exit());';
const pause = '    setTimeout(() => {\n      patient = false;\n      hangUp();\n    }, 1_000).unref();\n  }\n';
const whenAnswered = 'if (draining) hangUp();';

export const mistakes: Mistake[] = [
  {
    name: 'listens for SIGINT only',
    change: [[primaryHears, "  process.on('SIGINT', stop);\n"]],
    fails: answers,
    says: 'nobody in the primary listens for SIGTERM',
  },
  {
    name: 'exits as soon as it hears the signal',
    change: [[primaryHears, "  process.on('SIGTERM', () => process.exit(0));\n  process.on('SIGINT', () => process.exit(0));\n"]],
    fails: answers,
    says: 'the primary ends while its workers still answer',
  },
  {
    name: 'says on each answer that it is the last one, from the start',
    change: [[lastFromNow, "    response.setHeader('Connection', 'close');\n"]],
    fails: answers,
    says: 'while a worker drains, and not before',
  },
  {
    name: 'ends the workers by worker.kill()',
    change: [
      [tellsAll, 'for (const worker of workers()) worker.kill();'],
      [workerHearsTerm, ''],
    ],
    fails: answers,
    says: 'who doesn’t listen for it ends on the spot',
  },
  {
    name: 'leaves with the first worker that is gone',
    change: [[leaves, leaves.replace(' && workers().length === 0', '')]],
    fails: answers,
    says: 'everything ends as soon as the first worker is gone',
  },
  {
    name: 'closes a server in the primary',
    change: [[tellsAll, 'http.createServer(answerOrEcho).close();']],
    fails: answers,
    says: 'Servers are in the workers only',
  },
  {
    name: 'closes all connections',
    change: [[close, `${close}\n    server.closeAllConnections();`]],
    fails: answers,
    says: 'neither process.exit() nor closeAllConnections() waits for anybody',
  },
  {
    name: 'leaves the header to what comes later',
    change: [[lastInFlight, '']],
    fails: answers,
    says: 'Set the header on each answer in inFlight whose head is not sent yet',
  },
  {
    name: 'sets the header only on what was in flight',
    change: [[lastFromNow, '']],
    fails: answers,
    says: 'each answer is the last one on its connection',
  },
  {
    name: 'takes whoever has not asked to the end for idle',
    change: [
      [close, `${close}\n    for (const socket of silent) socket.destroy();`],
      [
        "  server.on('error',",
        "  const silent = new Set<import('node:net').Socket>();\n  server.on('connection', (socket) => silent.add(socket));\n  server.on('request', ({ socket }) => silent.delete(socket));\n  server.on('error',",
      ],
    ],
    fails: answers,
    says: 'a connection whose request has not all come yet is not idle',
  },
  {
    name: 'goes on accepting until nothing is in flight',
    change: [
      [close, ''],
      [whenAnswered, 'if (draining && inFlight.size === 0) cluster.worker?.disconnect();'],
    ],
    fails: closes,
    says: 'only server.close() stops a server from accepting',
  },
  {
    name: 'keeps idle connections',
    change: [
      [hangsUp, hangsUp.replace('hangUp();', '')],
      [whenAnswered, ''],
      ['    else if (!sending) server.closeIdleConnections();\n', ''], // else they are closed a second later, and on a slow machine that is in time
    ],
    fails: closes,
    says: 'an idle client has nothing to wait for',
  },
  {
    name: 'closes the server and keeps the channel',
    change: [[close, 'net.Server.prototype.close.call(server);']],
    fails: ends,
    says: 'a worker lives as long as its channel to the primary is open',
  },
  {
    name: 'leaves the end to Node, and the timer running',
    change: [
      [leaves, 'if (stopping && workers().length === 0) process.exitCode = exitCode;'],
      [timer, timer.replace('.unref()', '')],
    ],
    fails: ends,
    says: 'something keeps the primary: a timer that still runs',
  },
  {
    name: 'ends with the signal’s number, as a shell would tell it',
    change: [[leaves, leaves.replace('exitCode', 'exitCode || 128 + 15')]],
    fails: ends,
    says: 'all was answered: that is success, whatever the signal',
  },
  {
    name: 'has no listener for SIGINT in the workers',
    change: [[workerHearsInt, '']],
    fails: ctrlC,
    says: 'a worker that doesn’t listen for SIGINT ends on the spot',
  },
  {
    name: 'listens for SIGTERM only',
    change: [[primaryHears, "  process.on('SIGTERM', stop);\n"]],
    fails: ctrlC,
    says: 'nobody in the primary listens for SIGINT',
  },
  {
    name: 'has no deadline',
    change: [[timer, 'void shutdownTimeout;']],
    fails: deadline,
    says: 'nothing ends what won’t end',
  },
  {
    name: 'writes the deadline into the program',
    change: [[timer, timer.replace('shutdownTimeout', '10_000')]],
    fails: deadline,
    says: 'nothing ends what won’t end',
  },
  {
    name: 'kills the workers at the deadline',
    change: [[timer, timer.replace('cutOff', "(worker) => worker.process.kill('SIGKILL')")]],
    fails: deadline,
    says: 'a process that is killed can’t tell what it leaves',
  },
  {
    name: 'exits at the deadline, and hears no report',
    change: [[timer, 'setTimeout(() => process.exit(1), shutdownTimeout).unref();']],
    fails: deadline,
    says: 'nobody tells what was cut',
  },
  {
    name: 'counts the workers that cut something',
    change: [[reports, 'process.send?.({ cut: Math.min(inFlight.size, 1) } satisfies Report, () => process.exit());']],
    fails: deadline,
    says: 'counts its requests',
  },
  {
    name: 'ends with exit code 0, whatever was cut',
    change: [[leaves, leaves.replace('exitCode', '')]],
    fails: deadline,
    says: 'is told that all went well',
  },
  {
    name: 'ignores the second signal',
    change: [[again, 'if (stopping) return;']],
    fails: second,
    says: 'the second signal is ignored',
  },
  {
    name: 'listens once',
    change: [[primaryHears, primaryHears.replaceAll('process.on', 'process.once')]],
    fails: second,
    says: 'process.once listens once',
  },
  {
    name: 'closes all connections a second after the signal, whatever is in flight',
    change: [[pause, '    setTimeout(() => server.closeAllConnections(), 1_000).unref();\n  }\n']],
    fails: stream,
    says: 'for the time when nothing is in flight',
  },
  {
    name: 'leaves the connection of a stream to the keep-alive timeout',
    change: [
      [whenAnswered, ''],
      ['patient = false;\n      hangUp();', 'patient = false;'], // that would close it too, a second after the signal
    ],
    fails: stream,
    says: 'Its connection is idle only now',
  },
  {
    name: 'has no listener for SIGTERM in the workers',
    change: [[workerHearsTerm, '']],
    fails: stream,
    says: 'who doesn’t listen for it ends on the spot',
  },
  {
    name: 'closes the server by http’s own close',
    change: [[close, 'void net;\n    server.close(() => cluster.worker?.disconnect());']],
    fails: whole,
    says: 'http’s server.close() and closeIdleConnections() break an answer that is not all sent',
  },
  {
    name: 'closes idle connections whatever is being sent',
    change: [['else if (!sending) ', 'else if (sending || !sending) ']],
    fails: whole,
    says: 'http’s server.close() and closeIdleConnections() break an answer that is not all sent',
  },
  {
    name: 'closes idle connections at the end of each answer',
    change: [[whenAnswered, 'if (draining) server.closeIdleConnections();']],
    fails: whole,
    says: 'so long closeIdleConnections() would break it',
  },
  {
    name: 'closes idle connections only',
    change: [
      [
        'if (inFlight.size === 0 && !patient) server.closeAllConnections();\n    else if (!sending) server.closeIdleConnections();',
        'if ((patient || !patient) && !sending) server.closeIdleConnections();',
      ],
    ],
    fails: silent,
    says: 'closes a connection on which half a head has come',
  },
  {
    name: 'drains by worker.disconnect(), and leaves the rest to Node',
    change: [
      [close, 'cluster.worker?.disconnect();'],
      [letGo, ''],
    ],
    fails: orphans,
    says: 'after worker.disconnect() Node no longer ends a worker whose channel closes',
  },
];
