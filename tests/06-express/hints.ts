import type { Hints } from '#workshop/lesson-tests.ts';

export const hints: Record<string, Hints> = {
  'importing app.ts gives the app, opens no port, starts nothing, and comes to its end': [
    'What happens in a test that imports your app.ts, only to look at one route?',
    'The app is a function that answers requests. app.listen makes a server for it; http.createServer(app) does so too, in another file.',
    'In app.ts: `export const app = express();` and no listen. The import of `port` goes too.',
  ],
  'server.ts runs the app in every worker, on the shared port, and in no other process': [
    'server.ts gives `answer` to a server. What else could it give?',
    'An Express app is a function of request and response. import { app } from the file that exports it, with its ending: ./app.ts.',
    "In the else: `const { app } = await import('./app.ts');` and `http.createServer(app)`. The import of `answer` goes.",
  ],
  'POST /greet takes a name as JSON': [
    'A body comes in pieces. Who reads them, before your handler runs?',
    "express.json() is a handler that reads the body into request.body. response.type('text/plain') says that the answer is no HTML.",
    "app.post('/greet', express.json(), (request, response) => { const name: unknown = request.body?.name; … }), and for what is no name: throw new HttpError(400, '…').",
  ],
  'an error thrown or rejected in a handler gets 500 as JSON, and the worker lives on': [
    'An error leaves your handler. Who gets it next?',
    'Express gives it to the first handler below that has four parameters: (error, request, response, next). A handler that gives back its promise has its rejection taken there too.',
    "Last in app.ts: app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => { response.status(500).json({ error: 'Internal Server Error' }); }); and app.get('/fail/later', () => failLater());",
  ],
  'what the client did wrong gets its own status, as JSON: 400, 404, 413': [
    'Not every error is your fault. How could one say which status belongs to it?',
    'express.json() throws errors with a `status`, as HttpError does. A handler below all routes gets what no route has answered: app.use without a path.',
    'Below the routes: app.use(() => { throw new HttpError(404, "Not found"); }); and in the error handler: if error.status is a number from 400 to 499, send that status and error.message, otherwise 500.',
  ],
  'GET /fail/midway fails after half an answer, which is broken off, and the worker lives on': [
    'The status has gone out already. Can the error handler still say 500?',
    'response.write sends a piece, and the headers with it. From then on response.headersSent is true.',
    'First in the error handler: if (response.headersSent) return next(error); Express closes the connection then.',
  ],
  'what failed stands on standard error, with its stack; what a client did wrong does not': [
    'Somebody calls: "your server said Internal Server Error". Where do you look?',
    'console.error(error) writes an error with its stack to standard error.',
    'In the error handler, where the status is known: if (status >= 500) console.error(error);',
  ],
};
