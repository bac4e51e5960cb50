import type { Mistake } from '#workshop/lesson-tests.ts';

const imports = 'importing app.ts gives the app, opens no port, starts nothing, and comes to its end';
const serves = 'server.ts runs the app in every worker, on the shared port, and in no other process';
const greets = 'POST /greet takes a name as JSON';
const fails = 'an error thrown or rejected in a handler gets 500 as JSON, and the worker lives on';
const refuses = 'what the client did wrong gets its own status, as JSON: 400, 404, 413';
const midway = 'GET /fail/midway fails after half an answer, which is broken off, and the worker lives on';
const logs = 'what failed stands on standard error, with its stack; what a client did wrong does not';

const importsApp = "import express, { type NextFunction, type Request, type Response } from 'express';\n";
const makes = 'export const app = express();';
const loads = "  const { app } = await import('./app.ts');";
const creates = 'const server = http.createServer(app);';
const listens = '  server.listen(port, () => console.log(`Worker ${process.pid} started...`));';
const posts = "app.post('/greet', express.json(), (request, response) => {";
const judges = "if (typeof name !== 'string' || name === '') throw new HttpError(400, 'The body must be JSON like {\"name\":\"Ada\"}');";
const greeting = "response.type('text/plain').send(`Hello ${name}";
const notFound = "app.use(() => {\n  throw new HttpError(404, 'Not found');\n});";
const later = '() => failLater());';
const handler = 'app.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {';
const givesOn = 'if (response.headersSent) return next(error);';
const reads = 'const { status, message } = toAnswer(error);';
const writes = '  if (status >= 500) console.error(error);\n';
const sends = 'response.status(status).json({ error: message });';
const judgesStatus = "typeof status === 'number' && status >= 400 && status < 500";

export const mistakes: Mistake[] = [
  {
    name: 'lets the app listen',
    change: [
      [importsApp, `${importsApp}import { port } from '#given/port.ts';\n`],
      [makes, `${makes}\napp.listen(port);`],
    ],
    fails: imports,
    says: 'leave listen to server.ts',
  },
  {
    name: 'has the cluster in the app',
    change: [
      [importsApp, `import cluster from 'node:cluster';\n${importsApp}`],
      [makes, `${makes}\nif (cluster.isPrimary) for (let i = 1; i <= 2; i++) cluster.fork();`],
    ],
    fails: imports,
    says: 'cluster belongs there',
  },
  {
    name: 'lets the app listen where it finds itself in a worker',
    change: [
      [importsApp, `import cluster from 'node:cluster';\n${importsApp}import { port } from '#given/port.ts';\n`],
      [makes, `${makes}\nif (cluster.isWorker) app.listen(port);`],
    ],
    fails: imports,
    says: 'must not depend on who runs it',
  },
  {
    name: 'exports a server',
    change: [
      [creates, ''],
      [importsApp, `import http from 'node:http';\n${importsApp}`],
      [makes, 'const app = express();\nexport const server = http.createServer(app);'],
      [loads, "  const { server } = await import('./app.ts');"],
    ],
    fails: imports,
    says: 'a server is for server.ts to make',
  },
  {
    name: 'exports nothing',
    change: [
      [makes, 'const app = express();\n(globalThis as { app?: unknown }).app = app;'],
      [loads, "  await import('./app.ts');\n  const app = (globalThis as { app?: http.RequestListener }).app;"],
    ],
    fails: imports,
    says: 'who imports the file gets nothing of it',
  },
  {
    name: 'tidies up each minute from the moment it is imported',
    change: [[makes, `${makes}\nconst sessions = new Map<string, number>();\nsetInterval(() => sessions.clear(), 60_000);`]],
    fails: imports,
    says: 'or unref() the timer',
  },
  {
    name: 'serves answer as before',
    change: [
      [loads, ''],
      [creates, 'const server = http.createServer((await import("#given/answer.ts")).answer);'],
    ],
    fails: serves,
    says: 'in place of `answer`',
  },
  {
    name: 'serves the module in place of the app',
    change: [
      [loads, "  const app = await import('./app.ts');"],
      [creates, 'const server = http.createServer(app as object);'],
    ],
    fails: serves,
    says: 'what was given to http.createServer is no handler',
  },
  {
    name: 'makes an error for what is not found, and does not throw it',
    change: [[notFound, notFound.replace('throw new', 'new')]],
    fails: serves,
    says: 'An error that is only made is no error',
  },
  {
    name: 'serves in the primary too',
    change: [
      ['  cluster.on(', `  http.createServer((await import('./app.ts')).app).listen(port);\n  cluster.on(`],
      [listens, ''],
    ],
    fails: serves,
    says: 'what stands outside the else runs in every process',
  },
  {
    name: 'serves in the first worker only',
    change: [[listens, '  if (cluster.worker?.id === 1) server.listen(port);\n  else setInterval(() => {}, 1000);']],
    fails: serves,
    says: 'a worker serves elsewhere, or not at all',
  },
  {
    name: 'says first that nothing is found',
    change: [
      [notFound, ''],
      [makes, `${makes}\n${notFound}`],
    ],
    fails: serves,
    says: 'a handler that stands above this route answers everything',
  },
  {
    name: 'reads no body',
    change: [[posts, "app.post('/greet', (request, response) => {"]],
    fails: greets,
    says: 'request.body is undefined until something has read the body',
  },
  {
    name: 'names express.json, and does not call it',
    change: [[posts, posts.replace('express.json()', 'express.json as never')]],
    fails: greets,
    says: 'express.json() is called, with its parentheses',
  },
  {
    name: 'reads the body after the route',
    change: [
      [posts, "app.post('/greet', (request, response) => {"],
      [notFound, `app.use(express.json());\n${notFound}`],
      ['request.body?.name', 'request.body.name'],
    ],
    fails: greets,
    says: 'request.body is undefined until something has read the body',
  },
  {
    name: 'sends the name as HTML',
    change: [[greeting, 'response.send(`Hello ${name}']],
    fails: greets,
    says: "response.type('text/plain') first",
  },
  {
    name: 'has no error handler',
    change: [[handler, 'void ((error: unknown, _request: Request, response: Response, next: NextFunction) => {']],
    fails,
    says: 'An error handler has four parameters, stands below all routes',
  },
  {
    name: 'has an error handler with three parameters',
    change: [
      [notFound, ''],
      [handler, 'app.use((error: any, _request: any, response: any) => {'],
      [givesOn, ''],
    ],
    fails,
    says: 'Express takes your error handler for an ordinary one',
  },
  {
    name: 'has the error handler above the routes',
    change: [
      [handler, 'void ((error: unknown, _request: Request, response: Response, next: NextFunction) => {'],
      [makes, `${makes}\n${handler}\n  response.status(500).json({ error: 'Internal Server Error' });\n});`],
    ],
    fails,
    says: 'An error handler has four parameters, stands below all routes',
  },
  {
    name: 'sets no status',
    change: [[sends, 'response.json({ error: message });']],
    fails,
    says: 'It is 200 unless told',
  },
  {
    name: 'tells the message of the error',
    change: [[reads, 'const { status } = toAnswer(error);\n  const { message } = error as Error;']],
    fails,
    says: "the error's message goes to whoever asks",
  },
  {
    name: 'tells the stack of the error',
    change: [[reads, 'const { status } = toAnswer(error);\n  const message = (error as Error).stack;']],
    fails,
    says: 'the stack tells your files and lines',
  },
  {
    name: 'says it in plain text',
    change: [[sends, "response.status(status).type('text/plain').send(message);"]],
    fails,
    says: 'response.json({ error: … }) sends JSON',
  },
  {
    name: 'says that a text is JSON',
    change: [[sends, "response.status(status).type('json').send(message);"]],
    fails,
    says: 'whoever parses it meets an error',
  },
  {
    name: 'sends the status alone',
    change: [[sends, 'response.status(status).end();']],
    fails,
    says: 'the status alone does not say what is wrong',
  },
  {
    name: 'names it message',
    change: [[sends, 'response.status(status).json({ message });']],
    fails,
    says: 'the object needs an `error`',
  },
  {
    name: 'does not give back the promise',
    change: [[later, '() => void failLater());']],
    fails,
    says: 'This one was not given back: return it, or await it',
  },
  {
    name: 'catches what nobody caught, and goes on',
    change: [
      [later, '() => void failLater());'],
      [makes, `${makes}\nprocess.on('uncaughtException', (error) => console.error(error));`],
    ],
    fails,
    says: 'goes on, leaves its clients waiting',
  },
  {
    name: 'ends the process after each error',
    change: [[writes, '  if (status >= 500) process.exit(1);\n']],
    fails,
    says: 'it takes all others that this worker was answering',
  },
  {
    name: 'logs an error and ends the process',
    change: [[writes, '  console.error(error);\n  if (status >= 500) process.exit(1);\n']],
    fails,
    says: 'it takes all others that this worker was answering',
  },
  {
    name: 'answers 400 for whatever fails',
    change: [[reads, 'const { message } = toAnswer(error);\n  const status = (error as { status?: number }).status ?? 400;']],
    fails,
    says: 'it is the program that failed, not the client',
  },
  {
    name: 'has no handler for what is not found',
    change: [[notFound, '']],
    fails: refuses,
    says: 'no handler below the routes answers what none of them answered',
  },
  {
    name: 'answers what is not found below the error handler',
    change: [
      [notFound, ''],
      ['/** What the client is told', `${notFound}\n\n/** What the client is told`],
    ],
    fails: refuses,
    says: 'the error handler stands last',
  },
  {
    name: 'says with status 200 that nothing is found',
    change: [[notFound, "app.use((_request, response) => {\n  response.json({ error: 'Not found' });\n});"]],
    fails: refuses,
    says: 'It sends status 404',
  },
  {
    name: 'answers 500 to every error',
    change: [[judgesStatus, 'status === 404']],
    fails: refuses,
    says: 'such an error brings its status along',
  },
  {
    name: 'takes a SyntaxError for the only mistake of a client',
    change: [[judgesStatus, "typeof status === 'number' && (error instanceof SyntaxError || error instanceof HttpError)"]],
    fails: refuses,
    says: 'such an error brings its status along',
  },
  {
    name: 'takes whatever comes for a name',
    change: [[judges, '']],
    fails: refuses,
    says: 'what a client sends may be anything',
  },
  {
    name: 'looks into a body that is not there',
    change: [['request.body?.name', 'request.body.name']],
    fails: refuses,
    says: 'request.body itself is undefined',
  },
  {
    name: 'has a handler for what is not found by GET',
    change: [[notFound, notFound.replace('app.use(', "app.get('/{*path}', ")]],
    fails: refuses,
    says: 'app.use takes each method',
  },
  {
    name: 'tells a client its status in words, whatever was wrong',
    change: [
      [sends, 'response.status(status).json({ error: STATUS_CODES[status] });'],
      [reads, 'const { status } = toAnswer(error);'],
      [importsApp, `import { STATUS_CODES } from 'node:http';\n${importsApp}`],
    ],
    fails: refuses,
    says: 'and not what. The error says it',
  },
  {
    name: 'drops an error when the headers are out',
    change: [[givesOn, 'if (response.headersSent) return;']],
    fails: midway,
    says: 'the error handler drops the error',
  },
  {
    name: 'ends the half answer as if it were whole',
    change: [[givesOn, 'if (response.headersSent) return void response.end();']],
    fails: midway,
    says: 'half an answer looks like all of it',
  },
  {
    name: 'keeps the first half until the end',
    change: [
      [
        "response.type('text/plain').write('The first half\\n');\n  await failLater();",
        'await failLater();\n  response.send("The first half");',
      ],
    ],
    fails: midway,
    says: 'nothing of the answer was out yet',
  },
  {
    name: 'does not await what fails midway',
    change: [['await failLater();', 'void failLater();']],
    fails: midway,
    says: 'This one was not given back: return it, or await it',
  },
  {
    name: 'logs on standard output',
    change: [[writes, '  if (status >= 500) console.log(error);\n']],
    fails: logs,
    says: 'console.log writes there, and console.error to standard error',
  },
  {
    name: 'logs nothing',
    change: [[writes, '']],
    fails: logs,
    says: 'with an error handler of your own Express logs nothing any more',
  },
  {
    name: 'logs the message only',
    change: [[writes, '  if (status >= 500) console.error((error as Error).message);\n']],
    fails: logs,
    says: 'and the stack says where',
  },
  {
    name: 'logs the mistakes of clients too',
    change: [[writes, '  console.error(error);\n']],
    fails: logs,
    says: 'anybody can fill your log',
  },
  {
    name: 'logs what a client did wrong in a line',
    change: [[writes, '  console.error(status >= 500 ? error : `${status} ${message}`);\n']],
    fails: logs,
    says: 'anybody can fill your log',
  },
];
