import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '#workshop/program/connection.ts';

/** A whole answer, and the `performance.now()` at which its end was there. */
export interface Reply {
  status: number;
  /** What its header Connection says; undefined if it has none. */
  connection: string | undefined;
  text: string;
  received: number;
}

/** A request that its client has not ended yet, so it is in flight: POST /echo, which sends back what it is sent. */
export interface OpenRequest {
  /** The client's own port: the probe names the process that received the request by it. */
  readonly client: number;
  /** Sends a piece and waits until it has come back; false if it never will. */
  say(piece: string): Promise<boolean>;
  /** Ends it and waits for the end of its answer; undefined if that is not to come any more. */
  end(): Promise<Reply | undefined>;
}

/** An answer that has not come by then never will, in ms. */
const deadline = 10_000;

/** Begins a request on a connection. It is in flight when this resolves: the server has said "100 Continue". */
export async function begin(connection: Connection): Promise<OpenRequest> {
  const request = http.request({
    host: '127.0.0.1',
    agent: connection.agent,
    path: '/echo',
    method: 'POST',
    headers: { expect: '100-continue' },
  });
  let came = '';
  let look = () => {};
  const reply = replyTo(request, (piece) => {
    came += piece;
    look();
  });
  await Promise.race([new Promise((resolve) => request.on('continue', resolve)), reply]);
  return {
    client: request.socket?.localPort ?? 0,
    say: async (piece) => {
      const wanted = came + piece;
      const back = new Promise<void>((resolve) => (look = () => came === wanted && resolve()));
      request.write(piece);
      await Promise.race([back, reply, sleep(deadline, undefined, { ref: false })]);
      return came === wanted;
    },
    end: () => {
      request.end();
      return Promise.race([reply, sleep(deadline, undefined, { ref: false })]);
    },
  };
}

/** Asks for / on a connection and waits for the answer. */
export async function ask({ agent }: Connection): Promise<Reply | undefined> {
  return replyTo(http.get({ host: '127.0.0.1', agent, path: '/' }));
}

/** An answer of which its client has read the head, and reads no further: what else comes is left to the system, which holds a part of it. */
export interface UnreadAnswer {
  /** Reads on to its end, and gives the number of bytes of its body; fewer than were sent if the connection breaks. */
  read(): Promise<number>;
}

/** Asks for /large on a connection. Its answer is ended when this resolves: the server had nothing to wait for. */
export async function askLarge({ agent }: Connection): Promise<UnreadAnswer> {
  const request = http.get({ host: '127.0.0.1', agent, path: '/large' }).on('error', () => {});
  const closed = new Promise<void>((resolve) => request.on('close', resolve));
  let response: http.IncomingMessage | undefined;
  const head = new Promise<void>((resolve) =>
    request.on('response', (begun) => {
      response = begun.on('error', () => {}); // broken: the number of bytes tells
      resolve();
    }),
  );
  await Promise.race([head, closed, sleep(deadline, undefined, { ref: false })]);
  return {
    read: () =>
      new Promise((resolve) => {
        let bytes = 0;
        const silence = setTimeout(() => resolve(bytes), deadline).unref();
        response?.on('data', ({ length }: Buffer) => {
          bytes += length;
          silence.refresh();
        });
        void closed.then(() => resolve(bytes));
      }),
  };
}

/** A request for / that is still on its way: the last line of its head is missing. */
export interface HalfRequest {
  /** Sends what is missing and gives the head of the answer; undefined if none comes. */
  finish(): Promise<Pick<Reply, 'status' | 'connection'> | undefined>;
}

/** Begins a request on a connection of its own. */
export async function beginHead(port: number): Promise<HalfRequest> {
  const socket = net
    .connect(port, '127.0.0.1')
    .on('error', () => {})
    .setEncoding('utf8');
  const closed = new Promise((resolve) => socket.on('close', resolve));
  await once(socket, 'connect');
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n');
  return {
    finish: async () => {
      let came = '';
      const head = new Promise<void>((resolve) => {
        socket.on('data', (piece: string) => (came += piece).includes('\r\n\r\n') && resolve());
      });
      socket.write('\r\n');
      await Promise.race([head, closed, sleep(deadline, undefined, { ref: false })]);
      const status = /^HTTP\/1\.1 (\d+) /.exec(came)?.[1];
      return status === undefined
        ? undefined
        : { status: Number(status), connection: /^connection: (.*)\r$/im.exec(came)?.[1]?.toLowerCase() };
    },
  };
}

/** The whole answer; undefined if the connection breaks before its end. */
function replyTo(request: http.ClientRequest, hear: (piece: string) => void = () => {}): Promise<Reply | undefined> {
  return new Promise((resolve) => {
    const lost = () => resolve(undefined);
    request.on('error', lost).on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
        hear(piece);
      });
      response.on('error', lost).on('end', () => {
        const { statusCode: status = 0, headers } = response;
        resolve({ status, connection: headers.connection?.toLowerCase(), text, received: performance.now() });
      });
    });
  });
}
