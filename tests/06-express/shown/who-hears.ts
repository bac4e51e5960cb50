// Who hears of an error? Express, of what a handler throws or gives back. Of anything else only the process does, and would end.
// prints: thrown: Express hears of it
// prints: rejected, and given back: Express hears of it
// prints: rejected, and not given back: the process hears of it
// prints: thrown in a callback: the process hears of it
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type NextFunction, type Request, type Response } from 'express';

const app = express();
const fail = () => {
  throw new Error('failed');
};
const failLater = async () => fail();

app.get('/thrown', () => fail());
app.get('/given-back', () => failLater());
app.get('/not-given-back', () => {
  void failLater();
});
app.get('/callback', () => {
  setTimeout(fail);
});
app.use((_error: unknown, _request: Request, response: Response, _next: NextFunction) => {
  response.status(500).end();
});

const server = app.listen(0);
const { port } = server.address() as AddressInfo;
for (const [path, what] of [
  ['/thrown', 'thrown'],
  ['/given-back', 'rejected, and given back'],
  ['/not-given-back', 'rejected, and not given back'],
  ['/callback', 'thrown in a callback'],
]) {
  const request = http.get({ port, path, agent: false }).on('error', () => {});
  const express = once(request, 'response').then(() => 'Express');
  const unheard = new Promise((resolve) => process.once('uncaughtException', () => resolve('the process')));
  console.log(`${what}: ${await Promise.race([express, unheard])} hears of it`);
  process.removeAllListeners('uncaughtException');
  request.destroy();
}
server.close();
