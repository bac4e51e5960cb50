// What Express answers when nobody else answers an error: outside of production, a page with the whole stack.
// prints: development: 500 text/html; charset=utf-8, with the words of the error: true, with its stack: true
// prints: production: 500 text/html; charset=utf-8, with the words of the error: false, with its stack: false
import type { AddressInfo } from 'node:net';
import express from 'express';

for (const env of ['development', 'production']) {
  const app = express();
  app.set('env', env); // what NODE_ENV says, unless told; with no NODE_ENV it is development
  app.get('/', async () => {
    throw new Error('the database refuses user admin');
  });
  console.error = () => {}; // Express writes the error there too
  const server = app.listen(0);
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://localhost:${port}/`, { headers: { connection: 'close' } });
  const page = await response.text();
  const type = response.headers.get('content-type');
  const [words, stack] = [page.includes('admin'), page.includes('own-page.ts')];
  console.log(`${env}: ${response.status} ${type}, with the words of the error: ${words}, with its stack: ${stack}`);
  server.close();
}
