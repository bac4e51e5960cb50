import express, { type ErrorRequestHandler, type Express, Router } from 'express';
import { burn } from '#given/burn.ts';
import { failLater, failNow } from '#given/fail.ts';
import { toMilliseconds } from '#given/milliseconds.ts';

/** A new app, for each test its own. */
export default function createApp(): Express {
  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.use(express.json());
  app.use(hello());
  app.use('/fail', failing());
  app.all('/{*path}', (request, response) => {
    response.status(404).json({ error: `There is no ${request.path}` });
  });
  app.use(onError);
  return app;
}

function hello(): Router {
  const router = Router();
  router.get('/', (_request, response) => {
    response.set('Content-Type', 'text/plain').end(`Hello World from process ${process.pid}`);
  });
  router.get(['/work', '/slow'], (request, response) => {
    const ms = toMilliseconds(request.query['ms']);
    if (ms === undefined) {
      response.status(400).json({ error: 'ms?' });
      return;
    }
    const answer = () => response.type('txt').send(`${ms} ms in process ${process.pid}`);
    if (request.path === '/slow') setTimeout(answer, ms);
    else {
      burn(ms);
      answer();
    }
  });
  router.post('/greet', (request, response) => {
    const { name } = Object(request.body) as { name?: unknown };
    if (typeof name === 'string' && name.length > 0) response.type('txt').send(`Hello ${name} from process ${process.pid}`);
    else response.status(400).json({ error: 'A name, please' });
  });
  return router;
}

function failing(): Router {
  const router = Router();
  router.get('/', failNow);
  router.get('/later', failLater);
  router.get('/midway', (_request, response) => {
    response.write('half');
    return failLater();
  });
  return router;
}

const onError: ErrorRequestHandler = (error, _request, response, _next) => {
  const status = Number(error?.status);
  const isOurs = !(status >= 400 && status < 500);
  if (isOurs) console.error(error instanceof Error ? error.stack : error);
  if (response.headersSent) response.destroy();
  else response.status(isOurs ? 500 : status).json({ error: isOurs ? 'Something went wrong' : error.message });
};
