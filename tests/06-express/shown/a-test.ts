// What it is good for that app.ts does not listen: a test imports it, and serves it where and as long as it likes. No cluster is needed.
// prints: 404 {"error":"Not found"}
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { app } from '../../../solutions/06-express/app.ts';

const server = http.createServer(app).listen(0); // any free port
const { port } = server.address() as AddressInfo;
const response = await fetch(`http://localhost:${port}/nothing`);
console.log(response.status, await response.text());
server.close();
server.closeIdleConnections();
