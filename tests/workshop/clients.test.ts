import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { send } from '#workshop/program/clients.ts';
import { suite } from '#workshop/suite.ts';

suite('requests', () => {
  test('tell of each new connection, by the client’s port', async () => {
    const server = http.createServer((_request, response) => response.end()).listen(0);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const heard: number[] = [];
    const patience = { deadline: 10_000, silence: () => new Promise(() => {}), connected: (client: number) => heard.push(client) };
    const requests = Array.from({ length: 3 }, () => ({ path: '/' }));
    const fresh = await send(port, requests, 'one by one', patience);
    const kept = await send(port, requests, 'on one connection', patience);
    server.close();
    assert.equal(new Set(kept.map(({ client }) => client)).size, 1);
    assert.deepEqual(
      heard,
      [...fresh, ...kept.slice(0, 1)].map(({ client }) => client),
    );
  });
});
