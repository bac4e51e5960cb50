import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import net, { type Socket } from 'node:net';
import { answerOrEcho } from '#given/echo.ts';
import { explainListenError } from '#given/listen-error.ts';
import { port } from '#given/port.ts';

class Server {
  /** Each open connection, and its last answer. */
  private readonly connections = new Map<Socket, ServerResponse | undefined>();
  private readonly server = http.createServer((request, response) => this.answer(request, response));
  private leaving = false;
  private impatient = false;

  start(): void {
    this.server.on('error', explainListenError).listen(port);
    this.server.on('connection', (socket: Socket) => {
      this.connections.set(socket, undefined);
      socket.on('close', () => this.connections.delete(socket));
    });
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    this.connections.set(socket, response);
    this.sayGoodbye(response);
    response.on('close', () => {
      if (this.leaving) this.hangUp();
    });
    answerOrEcho(request, response);
  }

  leave(milliseconds: number): void {
    setTimeout(() => this.giveUp(), milliseconds);
    if (this.leaving) return;
    this.leaving = true;
    net.Server.prototype.close.call(this.server, () => process.disconnect());
    for (const response of this.connections.values()) this.sayGoodbye(response);
    this.hangUp();
    setTimeout(() => {
      this.impatient = true;
      this.hangUp();
    }, 700);
  }

  private hangUp(): void {
    for (const [socket, response] of this.connections) if (response?.closed ?? this.impatient) socket.destroy();
  }

  private sayGoodbye(response: ServerResponse | undefined): void {
    if (this.leaving && response && !response.headersSent) response.setHeader('connection', 'close');
  }

  private giveUp(): void {
    const unanswered = [...this.connections.values()].filter((response) => response?.closed === false).length;
    if (unanswered === 0) process.exit();
    process.send?.({ unanswered }, () => process.exit());
  }
}

const server = new Server();
server.start();
process.on('message', ({ left }: { left: number }) => server.leave(left));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {}); // the primary says how long there is
