import express, { type Request } from 'express';
import { setTimeout as sleep } from 'node:timers/promises';
import { burn } from '#given/burn.ts';
import { failLater, failNow } from '#given/fail.ts';
import { readMilliseconds } from '#given/milliseconds.ts';
import { failed, notFound } from './errors.ts';

const app = express();
app.use(express.json({ limit: '100kb' }));

app
  .get('/', (_request, response) => void response.type('text').send(`Hello World from process ${process.pid}`))
  .get('/work', (request, response) => {
    burn(wait(request));
    response.type('text').send(`Worked in process ${process.pid}`);
  })
  .get('/slow', async (request, response) => {
    await sleep(wait(request));
    response.type('text').send(`Waited in process ${process.pid}`);
  })
  .post('/greet', (request, response) => {
    const name: unknown = request.body?.name;
    if (!name || typeof name !== 'string') throw Object.assign(new Error('no name'), { status: 400, expose: true });
    response.type('text').send(`Hello ${name} from process ${process.pid}`);
  })
  .get('/fail', async () => failNow())
  .get('/fail/later', async (_request, _response, next) => {
    try {
      await failLater();
    } catch (error) {
      next(error);
    }
  })
  .get('/fail/midway', async (_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/plain' });
    response.write('half');
    await failLater();
  })
  .use(notFound)
  .use(failed);

function wait({ url }: Request): number {
  const ms = readMilliseconds(url.split('?')[1]);
  if (ms === undefined) throw Object.assign(new Error('ms?'), { status: 400, expose: true });
  return ms;
}

export { app };
