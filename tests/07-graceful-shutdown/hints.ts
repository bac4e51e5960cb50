import type { Hints } from '#workshop/lesson-tests.ts';

export const hints: Record<string, Hints> = {
  'on SIGTERM, what is in flight is answered, and what was on its way, with Connection: close': [
    'The order to drain reaches every worker. What should be different in its answers from then on, and in those that it has begun and not sent yet?',
    "response.setHeader('Connection', 'close'), as long as response.headersSent is false. The answers that wait are in inFlight; the others come to createServer.",
    "In drain: draining = true; for (const response of inFlight) if (!response.headersSent) response.setHeader('Connection', 'close'); and where a request comes: if (draining) response.setHeader('Connection', 'close');",
  ],
  'meanwhile new connections are refused, and idle ones are closed': [
    'Which object accepts connections, and in which processes is there one?',
    "server.close() of http's server stops accepting, closes the idle connections, and calls back when the last connection is gone.",
    'In drain: server.close(() => …), and nothing in the primary: it has no server.',
  ],
  'when all is answered it ends, with exit code 0': [
    'Who has to go first, and who hears of it? A process stays as long as it has something to wait for: a connection, a timer, a channel.',
    "A worker: cluster.worker.disconnect() in the callback of server.close(), and process.on('disconnect', …). The primary: 'exit' and 'disconnect' of cluster, and Object.values(cluster.workers).length.",
    "Worker: server.close(() => cluster.worker?.disconnect()); process.on('disconnect', () => process.exit()); primary: on both events of cluster, if (stopping && workers().length === 0) process.exit(exitCode);",
  ],
  'Ctrl-C, which every process hears, does the same': [
    'A terminal sends Ctrl-C to the primary and to every worker. What does a process do with a signal for which it has no listener?',
    "process.on('SIGINT', …), in the primary and in each worker. Draining twice must do no harm.",
    "Primary: process.on('SIGINT', stop); worker: process.on('SIGINT', drain); and drain begins with: if (draining) return;",
  ],
  'the deadline cuts off what is still in flight: a line counts it, and the exit code is 1': [
    'The primary knows when time is up, and only the workers know what they leave unanswered. So who tells whom what?',
    "setTimeout(…, shutdownTimeout).unref() in stop; the order 'cut'; process.send(report, callback) calls back when the report is sent.",
    "Primary: setTimeout(() => workers().forEach((worker) => tell(worker, 'cut')), shutdownTimeout).unref(), and exitCode = 1 where the line is written. Worker: process.send?.({ cut: inFlight.size }, () => process.exit());",
  ],
  'a second signal ends it now, with the same line and exit code 1': [
    'Somebody who asks twice does not want to wait. What has been written already for the moment when time is up?',
    'stop is called once more. It knows by `stopping` that it is the second time, and can do at once what the deadline does later. (process.once would listen only once.)',
    "First line of stop: if (stopping) return workers().forEach((worker) => tell(worker, 'cut'));",
  ],
  'a stream that has begun comes to its end, and its connection is closed then': [
    'The head of this answer is on its way already, so it can say nothing about its connection. When does that connection become idle?',
    "Each response emits 'close' at its end: you listen for it already. server.closeIdleConnections() closes what is idle at that moment. And mind that SIGTERM may come to the workers as well.",
    "response.on('close', () => { inFlight.delete(response); if (draining) server.closeIdleConnections(); }); and process.on('SIGTERM', drain) in the worker",
  ],
  'an answer that is ended and not all sent comes whole': [
    'response.end() comes back at once. Who sends the rest of a large answer to a client that reads slowly, and who might close its connection meanwhile?',
    'http’s server.close() and closeIdleConnections() look only at response.end(), and break such an answer. net.Server.prototype.close.call(server, callback) accepts nothing more, and closes nothing. response.writableEnded tells that end() was called.',
    'In drain: net.Server.prototype.close.call(server, () => …), and then, as at the end of each answer: if (![...inFlight].some(({ writableEnded }) => writableEnded)) server.closeIdleConnections();',
  ],
  'a client that never finishes the head of its request does not hold it up': [
    'A slow client has sent half a head, and then nothing more. Is such a connection idle, for Node?',
    'It is not: closeIdleConnections() leaves it. closeAllConnections() closes it, and everything else: so only when nothing is in flight, and after a moment in which a request may still come.',
    'A second after drain, and at the end of each answer after that: if (inFlight.size === 0) server.closeAllConnections();',
  ],
  'no worker outlives a primary that is killed while they drain': [
    'The primary is gone without a word. How does a worker notice, and who ends it?',
    "process emits 'disconnect' when the channel closes. Node ends such a worker by itself, unless worker.disconnect() was called before.",
    "In the worker: process.on('disconnect', () => process.exit());",
  ],
};
