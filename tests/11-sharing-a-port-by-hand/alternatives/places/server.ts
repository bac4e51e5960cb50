// In turn, by an index over a fixed number of places. What a child has not acknowledged is kept in a list of its own place.
import * as childProcess from 'node:child_process';
import * as net from 'node:net';
import * as path from 'node:path';
import { explainPortInUse } from '#given/port-in-use.ts';
import { port } from '#given/port.ts';
import { scheduling } from '#given/scheduling.ts';
import { workerCount } from '#given/worker-count.ts';

class Place {
  readonly #server: net.Server;
  #child: childProcess.ChildProcess | undefined;
  #ready = false;
  pending: net.Socket | undefined;

  constructor(server: net.Server) {
    this.#server = server;
    this.#start();
  }

  get takes(): boolean {
    return this.#ready && this.pending === undefined;
  }

  take(socket: net.Socket): void {
    this.pending = socket;
    this.#child?.send({ type: 'socket' }, socket, { keepOpen: true }, (error) => error && this.#child?.kill('SIGKILL'));
  }

  #start(): void {
    this.#ready = false;
    this.#child = childProcess.fork(path.join(import.meta.dirname, 'child.ts'), { serialization: 'advanced' });
    this.#child.once('spawn', () => scheduling === 'none' && this.#child?.send({ type: 'server' }, this.#server, () => {}));
    this.#child.on('message', ({ type }: { type: string }) => {
      if (type === 'taken') {
        this.pending?.destroy();
        this.pending = undefined;
      } else this.#ready = true;
      distribute();
    });
    this.#child.once('close', () => {
      if (this.pending) backlog.unshift(this.pending);
      this.pending = undefined;
      this.#start();
      distribute();
    });
  }
}

const backlog: net.Socket[] = [];
const places: Place[] = [];
let next = 0;

function distribute(): void {
  for (let tries = 0; tries < places.length && backlog.length > 0; tries++) {
    const place = places[next % places.length];
    next = (next + 1) % places.length;
    if (place?.takes) {
      place.take(backlog.shift() as net.Socket);
      tries = 0;
    }
  }
}

const server = net.createServer({ pauseOnConnect: true });
server.on('connection', (socket) => {
  backlog.push(socket);
  distribute();
});
server.on('error', explainPortInUse);
server.listen({ port }, () => {
  while (places.length < workerCount) places.push(new Place(server));
});
