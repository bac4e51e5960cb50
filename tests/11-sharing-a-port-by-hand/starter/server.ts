// The parent: it owns the port, and hands each connection to a child.
import { createServer } from 'node:net';
import { explainPortInUse } from '#given/port-in-use.ts';
import { port } from '#given/port.ts';
// You will need `workerCount` from '#given/worker-count.ts' too, and `fork` from 'node:child_process'.

// TODO Start `workerCount` children that run child.ts, without the module `cluster`. Its place is new URL('child.ts', import.meta.url).
// TODO When a child ends, give it nothing more, and start another one in its place.
// TODO ★ Wait for a child's word that it has what it was given, before it gets the next connection.
// TODO ★ `scheduling` from '#given/scheduling.ts' is 'rr' or 'none'. If it is 'none', share the server itself with each child.

// A net.Server knows nothing of HTTP: it accepts connections. This function is called once for each.
const server = createServer((socket) => {
  // TODO Hand the connection to the next child in turn, unread. If there is no child, it waits for one.

  socket.end('HTTP/1.1 501 Not Implemented\r\nConnection: close\r\n\r\nNobody answers yet\n');
});
server.on('error', explainPortInUse); // leave this line as it is: a taken port ends the program with one clear line
server.listen(port, () => console.log(`Parent ${process.pid} listens`));
