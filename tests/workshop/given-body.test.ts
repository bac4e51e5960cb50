import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { after, before, test } from 'node:test';
import { suite } from '#workshop/suite.ts';
import { readGreeting } from '#given/body.ts';

suite('readGreeting', { timeout: 120_000 }, () => {
  /** What it gave, one for each request. */
  const given: (string | undefined)[] = [];
  let heard: () => void = () => {};
  const server = http.createServer(async (request, response) => {
    const greeting = await readGreeting(request, response);
    given.push(greeting);
    if (greeting !== undefined) response.writeHead(204).end();
    heard();
  });
  let port = 0;
  before(async () => {
    await once(server.listen(0, '127.0.0.1'), 'listening');
    ({ port } = server.address() as AddressInfo);
  });
  after(() => server.close());

  for (const [name, body, greeting] of [
    ['a greeting', '{"greeting":"Hola"}', 'Hola'],
    ['more than a greeting', '{"greeting":"Hola","to":"you"}', 'Hola'],
    ['spaces around', ' \n{ "greeting" : " " } ', ' '],
    ['several bytes a character', '{"greeting":"¡Hola 世界 👋!"}', '¡Hola 世界 👋!'],
    ['a body of just the limit', JSON.stringify({ greeting: 'a'.repeat(65_536 - 15) }), 'a'.repeat(65_536 - 15)],
  ] as const) {
    test(`takes ${name}`, async () => {
      assert.deepEqual([await post([body]), given.at(-1)], [204, greeting]);
    });
  }

  test('takes a body in chunks, cut in the middle of characters', async () => {
    const bytes = [...Buffer.from('{"greeting":"¡Hola 世界 👋!"}')].map((byte) => Buffer.from([byte]));
    assert.deepEqual([await post(bytes, { chunked: true }), given.at(-1)], [204, '¡Hola 世界 👋!']);
  });

  for (const [name, body] of [
    ['no body', ''],
    ['malformed JSON', '{"greeting":'],
    ['no object', '"Hola"'],
    ['null', 'null'],
    ['a list', '["Hola"]'],
    ['no greeting', '{}'],
    ['an empty greeting', '{"greeting":""}'],
    ['a number', '{"greeting":7}'],
    ['an object', '{"greeting":{"toString":1}}'],
    ['a form', 'greeting=Hola'],
    ['no UTF-8', Buffer.from('{"greeting":"¡Hola!"}', 'latin1')],
  ] as const) {
    test(`refuses ${name} with 400`, async () => {
      assert.deepEqual([await post([body]), given.at(-1)], [400, undefined]);
    });
  }

  test('refuses one byte too many with 413', async () => {
    const body = JSON.stringify({ greeting: 'a'.repeat(65_537 - 15) });
    assert.equal(body.length, 65_537);
    assert.deepEqual([await post([body]), given.at(-1)], [413, undefined]);
  });

  test('counts bytes, not characters', async () => {
    assert.equal(await post([JSON.stringify({ greeting: '世'.repeat(30_000) })]), 413);
  });

  test('refuses many chunks that are too long together with 413, and goes on with the connection', async () => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const chunks = Array.from({ length: 40 }, () => 'a'.repeat(100_000));
    assert.equal(await post(chunks, { chunked: true, agent }), 413);
    assert.equal(await post(['{"greeting":"Hola"}'], { agent }), 204);
    agent.destroy();
  });

  for (const [name, head] of [
    ['a body of known length', 'Content-Length: 100\r\n\r\n{"greeting":'],
    ['a chunked body', 'Transfer-Encoding: chunked\r\n\r\nc\r\n{"greeting":\r\n'],
  ] as const) {
    test(`gives nothing, and throws nothing, when the client leaves in the middle of ${name}`, async () => {
      const before = given.length;
      const called = new Promise<void>((resolve) => (heard = resolve));
      const socket = connect(port, '127.0.0.1');
      socket.write(`POST /greeting HTTP/1.1\r\nHost: localhost\r\n${head}`);
      await once(server, 'request');
      socket.destroy();
      await called;
      assert.deepEqual(given.slice(before), [undefined]);
    });
  }

  /** Posts pieces of a body; gives the status. */
  async function post(
    pieces: readonly (string | Buffer)[],
    { chunked = false, agent = false as http.Agent | false } = {},
  ): Promise<number> {
    const body = Buffer.concat(pieces.map((piece) => Buffer.from(piece)));
    const headers: http.OutgoingHttpHeaders = chunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': body.length };
    const request = http.request({ host: '127.0.0.1', port, path: '/greeting', method: 'POST', agent, headers });
    if (chunked) for (const piece of pieces) request.write(piece);
    request.end(chunked ? undefined : body);
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    response.resume();
    await once(response, 'end');
    return response.statusCode ?? 0;
  }
});
