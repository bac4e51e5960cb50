// The primary disconnects its workers, which has each close its servers and leave when all connections are. The server is one whose close()
// only stops accepting. Nobody ends the primary: it ends when nothing is left to wait for.
import cluster from 'node:cluster';
import { Server, type ServerResponse } from 'node:http';
import net from 'node:net';
import { answerOrEcho } from '#given/echo.ts';
import { explainListenError } from '#given/listen-error.ts';
import { port } from '#given/port.ts';
import { shutdownTimeout } from '#given/timeouts.ts';
import { workerCount } from '#given/worker-count.ts';

if (cluster.isPrimary) {
  const workers = Array.from({ length: workerCount }, () => cluster.fork());
  cluster.on('message', (worker, cut: number) => {
    console.log(`Requests cut off by worker ${worker.process.pid}: ${cut}`);
    process.exitCode = 1;
  });
  const cut = () => workers.forEach((worker) => worker.isConnected() && worker.send('cut', () => {}));
  const stop = () => {
    for (const worker of workers) {
      worker.send('drain', () => {});
      worker.disconnect();
    }
    setTimeout(cut, shutdownTimeout).unref();
  };
  const first = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT']) {
    process.on(signal, () => {
      if (first.signal.aborted) cut();
      else first.abort();
    });
  }
  first.signal.addEventListener('abort', stop);
} else {
  let draining = false;
  const responses: ServerResponse[] = [];
  const open = () => responses.filter(({ closed }) => !closed);
  const server = new Server((request, response) => {
    responses.push(response);
    response.shouldKeepAlive &&= !draining;
    response.on('close', () => draining && closeIdle());
    answerOrEcho(request, response);
  });
  Object.assign(server, { close: net.Server.prototype.close });
  server.on('error', explainListenError).listen(port);

  const closeIdle = () => open().every(({ finished }) => !finished) && server.closeIdleConnections(); // else it breaks what is not all sent

  const drain = () => {
    if (draining) return;
    draining = true;
    for (const response of open()) response.shouldKeepAlive = false;
    closeIdle();
    const hangUp = () => open().length === 0 && server.closeAllConnections();
    setTimeout(() => setInterval(hangUp, 50), 500);
  };
  process.on('message', (order) => {
    if (order === 'drain') return drain();
    if (open().length === 0) process.exit();
    process.send?.(open().length, () => process.exit());
  });
  process.on('SIGTERM', drain).on('SIGINT', drain).on('disconnect', process.exit);
}
