import net from 'node:net';

/** Where load goes, and what must come back. */
export interface Target {
  port: number;
  path: string;
  /** Kept alive; else each request has a connection of its own. */
  keepAlive: boolean;
  /** The bytes of each right answer's body. */
  body: Uint8Array;
}

/** What became of a request: the process that answered it rightly (its X-Pid, '' if it says none), or why it counts as failed. */
export type Outcome = { pid: string } | { failed: 'wrong' | 'lost' | 'timeout' };

/** All connections read into this: what came is looked at before anything else is read. */
const buffer = Buffer.allocUnsafe(131_072);

/**
 * Asks for one thing, over and over, at most one request at a time. It understands just enough of HTTP for answers that are known
 * beforehand: `http.get` would cost more than the server that is measured, and autocannon can't take a new connection for each request.
 */
export class Client {
  /** How many connections it has opened. */
  opened = 0;
  readonly #target: Target;
  readonly #request: string;
  #socket: net.Socket | undefined;
  #done: ((outcome: Outcome) => void) | undefined;
  /** When the request went out, by performance.now(): for whoever looks for the late. */
  #asked = 0;
  #head: Buffer | undefined;
  #pid = '';
  /** How many bytes of the body have come; -1 before it begins. */
  #come = -1;
  #closes = false;

  constructor(target: Target) {
    this.#target = target;
    this.#request = `GET ${target.path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${target.keepAlive ? '' : 'Connection: close\r\n'}\r\n`;
  }

  /** Connects beforehand. */
  async connect(): Promise<void> {
    const socket = this.#open();
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('close', () => reject(new Error('refused'))));
  }

  /** Sends the request; `done` is called once. Only when that was may it be asked again. */
  ask(done: (outcome: Outcome) => void): void {
    this.#done = done;
    this.#asked = performance.now();
    this.#head = undefined;
    this.#come = -1;
    (this.#socket ?? this.#open()).write(this.#request, 'latin1');
  }

  /** Gives a request up that went out before then. */
  giveUp(before: number): void {
    if (this.#done && this.#asked < before) this.#settle({ failed: 'timeout' });
  }

  /** Closes its connection. */
  end(): void {
    this.#drop();
  }

  #open(): net.Socket {
    this.opened++;
    const onread = { buffer, callback: (size: number) => (this.#socket === socket && this.#read(size), true) };
    const socket = net.connect({ port: this.#target.port, host: '127.0.0.1', noDelay: true, onread });
    const lost = () => {
      if (this.#socket !== socket) return;
      this.#socket = undefined;
      this.#settle({ failed: 'lost' });
    };
    socket.on('error', lost).on('end', lost).on('close', lost);
    return (this.#socket = socket);
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.destroy();
  }

  #settle(outcome: Outcome): void {
    const done = this.#done;
    this.#done = undefined;
    if ('failed' in outcome)
      this.#drop(); // what else comes on it can't be told apart from the next answer
    else if (!this.#target.keepAlive || this.#closes) this.#socket = undefined; // the server closes it: whoever closes first keeps the port for a minute
    done?.(outcome);
  }

  #read(size: number): void {
    let chunk = buffer.subarray(0, size);
    if (!this.#done) return this.#drop(); // nothing was asked
    if (this.#come < 0) {
      if (this.#head) chunk = Buffer.concat([this.#head, chunk]);
      const end = chunk.indexOf('\r\n\r\n');
      if (end < 0) {
        this.#head = Buffer.from(chunk);
        return;
      }
      const head = chunk.toString('latin1', 0, end);
      if (!head.startsWith('HTTP/1.1 200 ')) return this.#settle({ failed: 'wrong' });
      this.#pid = /\r\nx-pid: (\d+)/i.exec(head)?.[1] ?? '';
      this.#closes = head.includes('close') && /\r\nconnection: close/i.test(head);
      this.#come = 0;
      chunk = chunk.subarray(end + 4);
    }
    const { body } = this.#target;
    const next = this.#come + chunk.length;
    if (next > body.length || (chunk.length > 0 && chunk.compare(body, this.#come, next) !== 0)) return this.#settle({ failed: 'wrong' });
    this.#come = next;
    if (next === body.length) this.#settle({ pid: this.#pid });
  }
}

/** So many clients; those whose connections are kept are connected already. */
export async function connected(target: Target, count: number): Promise<Client[]> {
  const clients = Array.from({ length: count }, () => new Client(target));
  try {
    if (target.keepAlive) await Promise.all(clients.map((client) => client.connect()));
    return clients;
  } catch (error) {
    for (const client of clients) client.end();
    throw error;
  }
}
