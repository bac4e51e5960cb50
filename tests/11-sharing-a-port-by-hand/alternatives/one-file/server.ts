// Parent and child in one file, told apart by an argument. Who is free is kept as what to call with a connection.
import { fork } from 'node:child_process';
import http from 'node:http';
import net from 'node:net';
import { answer } from '#given/answer.ts';
import { explainPortInUse } from '#given/port-in-use.ts';
import { port } from '#given/port.ts';
import { scheduling } from '#given/scheduling.ts';
import { workerCount } from '#given/worker-count.ts';

type Taker = (socket: net.Socket) => void;

if (process.argv[2] === 'child') serve();
else own();

function own(): void {
  const connections: net.Socket[] = [];
  const takers = new Set<Taker>();
  const server = net.createServer({ pauseOnConnect: true }, (socket) => {
    connections.push(socket);
    match();
  });
  server.on('error', explainPortInUse).listen(port, () => Array.from({ length: workerCount }, start));

  function match(): void {
    for (const take of takers) {
      const socket = connections.shift();
      if (!socket) return;
      takers.delete(take);
      take(socket);
    }
  }

  function start(): void {
    const child = fork(import.meta.filename, ['child']);
    let held: net.Socket | undefined;
    const take: Taker = (socket) => child.send('take this', (held = socket), { keepOpen: true }, () => {});
    if (scheduling === 'none') child.once('message', () => child.send('server', server, () => {}));
    child.on('message', () => {
      held = void held?.destroy();
      takers.add(take);
      match();
    });
    child.on('close', () => {
      takers.delete(take);
      start();
      if (held) connections.unshift(held);
      match();
    });
  }
}

function serve(): void {
  const server = http.createServer(answer);
  process.on('message', (message, handle: unknown) => {
    if (message === 'server') server.listen(handle);
    else {
      if (handle) server.emit('connection', handle);
      process.send?.('taken');
    }
  });
  process.on('disconnect', () => process.exit());
  process.send?.('ready', () => {});
}
