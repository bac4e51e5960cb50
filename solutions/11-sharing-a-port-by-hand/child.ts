// A child: it doesn't listen, and serves the connections that the parent hands to it.
import http from 'node:http';
import { Server, type Socket } from 'node:net';
import { answer } from '#given/answer.ts';

const server = http.createServer(answer);

process.on('message', (_message, handle?: Socket | Server) => {
  if (handle instanceof Server) {
    server.listen(handle); // SCHEDULING=none: from now on this process accepts, too
  } else {
    if (handle) server.emit('connection', handle); // as if it had accepted the connection itself
    sayFree();
  }
});
process.on('disconnect', () => process.exit()); // the parent is gone, and nobody would ever end this process
sayFree();

/** Tells the parent that it can have the next connection. That the parent has just gone is no error: 'disconnect' tells. */
function sayFree(): void {
  process.send?.('free', () => {});
}
