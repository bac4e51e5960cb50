import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { suite } from '#workshop/suite.ts';
import { findLesson, solutionOf } from '#workshop/lessons.ts';
import { sendLoad } from '#workshop/program/load.ts';
import { Program } from '#workshop/program/program.ts';
import { written } from './scratch.ts';

// A load counts what a server has really served: with a connection for each request too, and not one failure too few.

suite('a load', () => {
  for (const keepAlive of [false, true]) {
    test(`${keepAlive ? 'on connections kept alive' : 'with a new connection each'}: requests served are requests counted`, async () => {
      let [served, refused, connections, heard] = [0, 0, 0, 0];
      const server = http.createServer((_request, response) => {
        if (++served % 10 === 0) response.writeHead(503, { answered: ++refused });
        response.end(`Hello World from process ${process.pid}`);
      });
      server.on('connection', () => connections++).listen(0);
      await once(server, 'listening');
      const load = sendLoad((server.address() as AddressInfo).port, '/', { clients: 3, keepAlive, most: 100, connected: () => heard++ });
      await load.answers(90);
      await load.stop();
      server.close();
      assert.deepEqual(
        [served, load.answered, [...load.failed], [...load.answeredBy], load.lost.length],
        [100, 90, [['status 503', 10]], [[process.pid, 90]], 10],
      );
      assert.deepEqual([connections, heard], keepAlive ? [3, 3] : [100, 100]);
    });
  }

  test('goes on when nobody listens, and is over when it is stopped', async () => {
    const server = http.createServer().listen(0);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    const load = sendLoad(port, '/', { clients: 1, most: 3 });
    await load.answers(1);
    await load.stop();
    assert.deepEqual([load.answered, [...load.failed], load.lost], [0, [['ECONNREFUSED', 3]], []]);
  });

  test('that is stopped gives up what nobody has received once all are at rest, and waits for an answer that is under way', async () => {
    const file = written(
      'holds.ts',
      `import http from 'node:http';
import net from 'node:net';
const server = http.createServer((_request, response) => void setTimeout(() => response.end('process ' + process.pid), 1_500));
let connections = 0;
net.createServer((socket) => connections++ > 0 && server.emit('connection', socket)).listen(process.env['PORT']);\n`,
    );
    const program = await Program.start(file);
    const load = program.load('/', { clients: 2 });
    await program.until(() => program.census.requests === 1);
    await program.stop(load);
    assert.deepEqual([[...load.failed], load.lost.length, [...load.answeredBy]], [[['SILENCE', 1]], 1, [[program.pid, 1]]]);
    await program.end();
  });

  test('ends with its program', async () => {
    const program = await Program.start(solutionOf(findLesson('single-server')));
    const load = program.load('/');
    await load.answers(1);
    await program.end();
    let over = false;
    void load.over.then(() => (over = true));
    await new Promise((resolve) => setImmediate(resolve));
    assert.ok(over);
  });
});
