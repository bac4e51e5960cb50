// request.query holds what the client wrote, and that is not always a text.
// prints: /?ms=5 gives "5"
// prints: /?ms=5&ms=6 gives ["5","6"]
// prints: / gives undefined
import type { AddressInfo } from 'node:net';
import express from 'express';

const app = express();
app.get('/', (request, response) => {
  response.send(`${request.originalUrl} gives ${JSON.stringify(request.query['ms'])}`);
});
const server = app.listen(0);
const { port } = server.address() as AddressInfo;
for (const path of ['/?ms=5', '/?ms=5&ms=6', '/']) console.log(await (await fetch(`http://localhost:${port}${path}`)).text());
server.close();
server.closeIdleConnections();
