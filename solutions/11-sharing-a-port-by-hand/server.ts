// The parent: it owns the port, and hands each connection to a child. It reads nothing of what a client sends.
import { type ChildProcess, fork } from 'node:child_process';
import { createServer, type Socket } from 'node:net';
import { explainPortInUse } from '#given/port-in-use.ts';
import { port } from '#given/port.ts';
import { scheduling } from '#given/scheduling.ts';
import { workerCount } from '#given/worker-count.ts';

/** Children that can take a connection. The first one has been free the longest. */
const free: ChildProcess[] = [];
/** Connections for which no child was free yet, in the order in which they came. */
const waiting: Socket[] = [];
/** What a child was given, and has not said yet that it has. */
const given = new Map<ChildProcess, Socket>();

// Paused, because what the parent reads of a connection is lost for the child. `noDelay` is what http.createServer() sets, too.
const server = createServer({ pauseOnConnect: true, noDelay: true }, (socket) => {
  waiting.push(socket);
  handOut();
});
server.on('error', explainPortInUse);
server.listen(port, () => {
  console.log(`Parent ${process.pid} listens`);
  for (let i = 1; i <= workerCount; i++) startChild();
});

function startChild(): void {
  const child = fork(new URL('child.ts', import.meta.url));
  console.log(`Child ${child.pid} starts`);
  if (scheduling === 'none') child.send('server', server, ignore);

  // All that a child says is that it is free: when it has started, and each time that it has taken a connection.
  child.on('message', () => {
    given.get(child)?.destroy(); // only the parent's copy: the connection lives on in the child
    given.delete(child);
    free.push(child);
    handOut();
  });

  // Not 'exit': after that, the child's last words may still be on their way.
  child.on('close', (code, signal) => {
    console.log(`Child ${child.pid} ended (${signal ?? code})`);
    if (free.includes(child)) free.splice(free.indexOf(child), 1);
    const socket = given.get(child);
    if (socket) waiting.unshift(socket); // it never had it, so another child can
    given.delete(child);
    startChild(); // the simplest way: a child that fails at its start would be started for ever. See self-healing.
    handOut();
  });
}

/** Gives the oldest connection to the child that has been free the longest, as long as there are both. */
function handOut(): void {
  while (waiting.length > 0 && free.length > 0) {
    const [child, socket] = [free.shift() as ChildProcess, waiting.shift() as Socket];
    given.set(child, socket);
    child.send('connection', socket, { keepOpen: true }, ignore); // kept open here, until the child says that it has it
  }
}

/** For send(): a child that has just died is no error. What to do is done when it closes. */
function ignore(): void {}
