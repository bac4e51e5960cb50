// Runs in a thread: servers that wait, and burn nothing. See stand-ins.ts.
import { once } from 'node:events';
import http from 'node:http';
import { parentPort } from 'node:worker_threads';

/** @typedef {(response: http.ServerResponse) => void} Handler */
/** @typedef {{ kind: import('./stand-ins.ts').Kind, slow: number, turns: Int32Array, line: import('node:worker_threads').MessagePort }} Wanted */

parentPort?.on('message', async (/** @type {Wanted} */ wanted) => {
  const servers = handlersOf(wanted).map((handle) => http.createServer((_request, response) => handle(response)).listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  wanted.line.postMessage(servers.map((server) => /** @type {import('node:net').AddressInfo} */ (server.address()).port));
  wanted.line.on('close', () => {
    for (const server of servers) {
      server.close();
      server.closeAllConnections();
    }
  });
});

/** @param {Wanted} wanted */
function handlersOf({ kind, slow, turns }) {
  const turn = () => /** @type {number} */ (turns[0]);
  /** @type {(ms: number, response: http.ServerResponse) => void} */
  const after = (ms, response) => void setTimeout(() => response.end('done'), ms);
  let asked = 0;

  /** What A does, and what B does. @type {Record<typeof kind, [Handler, Handler]>} */
  const all = {
    'twice as fast': [(response) => after(10 * slow, response), (response) => after(5 * slow, response)],
    // Each is asked once and warmed up before the rounds; that, and whether A or B begins, moves the middle by a turn or two, and the
    // rounds before and after it still stand on either side of 1.
    equal: [(response) => after((turn() < 9 ? 2 : 12) * slow, response), (response) => after((turn() < 9 ? 12 : 2) * slow, response)],
    failing: [
      (response) => after(5, response),
      (response) => {
        response.statusCode = ++asked % 5 === 0 ? 500 : 200;
        after(1, response);
      },
    ],
    silent: [(response) => after(5, response), () => {}],
  };

  /** @type {Handler | undefined} */
  let last;
  return all[kind].map((handle) => (/** @type {http.ServerResponse} */ response) => {
    if (last !== handle) turns[0] = turn() + 1;
    last = handle;
    handle(response);
  });
}
