// The callback of Express' app.listen is called also when it does not listen. The one of Node's server.listen is not.
// prints: app.listen: "it listens", with the error EADDRINUSE
// prints: server.listen: the event 'error', EADDRINUSE
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';

const holder = http.createServer().listen(0);
await once(holder, 'listening');
const { port } = holder.address() as AddressInfo;

const app = express();
const error = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => app.listen(port, resolve));
console.log(`app.listen: "it listens", with the error ${error?.code}`);

const server = http.createServer(app);
server.listen(port, () => console.log('server.listen: it listens'));
const [taken] = (await once(server, 'error')) as [NodeJS.ErrnoException];
console.log(`server.listen: the event 'error', ${taken.code}`);
holder.close();
