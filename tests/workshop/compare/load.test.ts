import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { test } from 'node:test';
import { Client, type Outcome } from '#workshop/compare/load/client.ts';
import { closedLoop } from '#workshop/compare/load/closed.ts';
import { openLoop } from '#workshop/compare/load/open.ts';
import { Load } from '#workshop/compare/load.ts';
import { suite } from '#workshop/suite.ts';

// What the generators count is what a server has seen.

interface Served {
  port: number;
  requests: number;
  connections: number;
}

/** Runs `test` against a server in this process, which counts what comes. */
async function against(handle: http.RequestListener, run: (served: Served) => Promise<void>): Promise<void> {
  const served: Served = { port: 0, requests: 0, connections: 0 };
  const server = http.createServer((request, response) => {
    served.requests++;
    handle(request, response);
  });
  server.on('connection', () => served.connections++);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  served.port = (server.address() as AddressInfo).port;
  try {
    await run(served);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

const body = Buffer.from('done');
const answer: http.RequestListener = (_request, response) => void response.setHeader('X-Pid', '0042').end('done');
const target = (port: number, keepAlive: boolean) => ({ port, path: '/', keepAlive, body });

suite('compare: load', () => {
  for (const keepAlive of [true, false]) {
    test(`served equals counted, ${keepAlive ? 'kept alive' : 'with a new connection for each request'}`, () =>
      against(answer, async (served) => {
        const load = new Load();
        try {
          const seen = await load.closed(target(served.port, keepAlive), 5, 0.2);
          assert.ok(seen.answered > 0);
          assert.equal(seen.answered, served.requests);
          assert.deepEqual(seen.byPid, { '0042': served.requests });
          assert.equal(seen.connections, keepAlive ? 5 : served.requests);
          assert.equal(served.connections, seen.connections);
          assert.deepEqual([seen.failed, seen.timeouts], [0, 0]);
          assert.ok(seen.took >= 200 && seen.cpu > 0 && seen.cpus >= seen.cpu);
        } finally {
          await load.end();
        }
      }));

    test(`at a fixed rate, all that was due is sent and counted, ${keepAlive ? 'kept alive' : 'with new connections'}`, () =>
      against(answer, async (served) => {
        const load = new Load();
        try {
          const seen = await load.open(target(served.port, keepAlive), 4, 300, 0.2);
          assert.deepEqual([seen.answered, served.requests, seen.latencies.length], [60, 60, 60]);
          assert.ok(seen.latencies.every((latency) => latency > 0));
          assert.ok(seen.took >= 190);
        } finally {
          await load.end();
        }
      }));
  }

  const faults: [name: string, handle: http.RequestListener][] = [
    ['another status', (_request, response) => void response.writeHead(500).end('done')],
    ['other bytes', (_request, response) => void response.end('none')],
    ['too many bytes', (_request, response) => void response.writeHead(200, { 'Content-Length': 5 }).end('done!')],
    ['no answer, and an end', (request) => void request.socket.end()],
    ['a connection that is cut', (request) => void (request.socket as Socket).resetAndDestroy()],
  ];
  for (const [name, handle] of faults) {
    test(`${name} counts as failed`, () =>
      against(handle, async (served) => {
        for (const keepAlive of [true, false]) {
          const seen = await closedLoop(target(served.port, keepAlive), 2, 0.02);
          assert.ok(seen.failed > 0);
          assert.deepEqual([seen.answered, seen.timeouts], [0, 0]);
        }
      }));
  }

  test('nobody there: failed, and kept alive it says so before it begins', async () => {
    const seen = await closedLoop(target(1, false), 2, 0.02);
    assert.ok(seen.failed > 0);
    await assert.rejects(closedLoop(target(1, true), 2, 0.02), /refused/);
  });

  test('an answer in pieces is right', () => {
    const pieces = ['HTTP/1.1 200 OK\r\nContent-Le', 'ngth: 4\r\n\r\ndo', 'ne'];
    const inPieces: http.RequestListener = async (request) => {
      request.socket.setNoDelay(true);
      for (const piece of pieces) await new Promise((resolve) => request.socket.write(piece, resolve));
    };
    return against(inPieces, async ({ port }) => {
      const client = new Client(target(port, true));
      assert.deepEqual(await new Promise<Outcome>((resolve) => client.ask(resolve)), { pid: '' });
      client.end();
    });
  });

  test('a server that closes a kept connection after its answer gets a new one, and nothing counts as failed', () =>
    against(
      (_request, response) => void response.setHeader('Connection', 'close').end('done'),
      async (served) => {
        const seen = await closedLoop(target(served.port, true), 2, 0.05);
        assert.deepEqual([seen.answered, seen.failed], [served.requests, 0]);
        assert.ok(seen.connections >= seen.answered);
      },
    ));

  test('an answer that never comes is given up, and counts as a timeout', () =>
    against(
      () => {},
      async ({ port }) => {
        const [closed, open] = await Promise.all([closedLoop(target(port, false), 1, 0.01), openLoop(target(port, false), 1, 100, 0.02)]);
        assert.deepEqual([closed.answered, closed.failed, closed.timeouts], [0, 1, 1]);
        assert.deepEqual([open.answered, open.failed, open.timeouts], [0, 2, 2]);
      },
    ));

  test('a server that stands still is charged for all who would have come meanwhile', () => {
    let [asked, until] = [0, 0];
    const stalls: http.RequestListener = (_request, response) => {
      if (++asked === 1) until = performance.now() + 300;
      setTimeout(() => response.end('done'), Math.max(0, until - performance.now()));
    };
    return against(stalls, async ({ port }) => {
      const { latencies } = await openLoop(target(port, true), 1, 2000, 0.5);
      assert.equal(latencies.length, 1000);
      // Those who were due in the first 150 of the 300 ms. From when they were sent, those whom 256 connections couldn't carry would show less.
      const least = Math.min(...latencies.slice(0, 300));
      assert.ok(least >= 149, `${least} ms`);
    });
  });
});
