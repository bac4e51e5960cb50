// Routes in a table, an error for what is refused, and a promise that is made by hand.
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import { finished } from 'node:stream';
import { burn } from '#given/burn.ts';
import { explainListenError } from '#given/listen-error.ts';
import { port } from '#given/port.ts';

class Refusal extends Error {
  readonly status: number;

  constructor(status: number) {
    super(http.STATUS_CODES[status]);
    this.status = status;
  }
}

class Routes {
  readonly #table: Record<string, (query: URLSearchParams) => string | Promise<string>> = {
    '/': () => 'Hello World from process',
    '/work': (query) => {
      burn(Routes.#ms(query));
      return 'Worked: process';
    },
    '/slow': (query) => {
      const ms = Routes.#ms(query);
      return new Promise((resolve) => setTimeout(resolve, ms, 'Waited: process'));
    },
  };

  static #ms(query: URLSearchParams): number {
    const text = query.get('ms');
    if (!text?.match(/^[0-9]{1,5}$/) || Number(text) > 10_000) throw new Refusal(400);
    return Number(text);
  }

  async answer(url: string): Promise<string> {
    const { pathname, searchParams } = new URL(`http://localhost${url}`);
    if (!Object.hasOwn(this.#table, pathname)) throw new Refusal(404);
    return `${await this.#table[pathname]?.(searchParams)} ${process.pid}\n`;
  }
}

const routes = new Routes();
const server = http.createServer();
server.on('request', ({ url = '' }: IncomingMessage, response: ServerResponse) => {
  finished(response, (error) => {
    if (error) console.log('The client of %s went away', url);
  });
  response.setHeader('Content-Type', 'text/plain');
  routes.answer(url).then(
    (text) => response.end(text),
    (error: unknown) => response.writeHead(error instanceof Refusal ? error.status : 400).end(),
  );
});
server.on('error', explainListenError).listen(port);
