// What the text says: who answers once more throws, and what a handler throws ends the process, whether it is async or not.
// prints: plain: ERR_HTTP_HEADERS_SENT, exit code 1
// prints: async: ERR_HTTP_HEADERS_SENT, exit code 1
import { spawnSync } from 'node:child_process';
import http, { type ServerResponse } from 'node:http';

const [file = '', kind] = process.argv.slice(1);

function answerTwice(response: ServerResponse): void {
  response.writeHead(200).end('Hello World');
  response.writeHead(404).end('Not found');
}

if (kind === undefined) {
  for (const each of ['plain', 'async']) {
    const { stderr, status } = spawnSync(process.execPath, [...process.execArgv, file, each], { encoding: 'utf8' });
    console.log(`${each}: ${/code: '(\w+)'/.exec(stderr)?.[1]}, exit code ${status}`);
  }
} else {
  const server = http.createServer(
    kind === 'plain' ? (_request, response) => answerTwice(response) : async (_request, response) => answerTwice(response),
  );
  server.listen(0, '127.0.0.1', () => http.get(`http://127.0.0.1:${(server.address() as { port: number }).port}`).on('error', () => {}));
}
