import type { Hints } from '#workshop/lesson-tests.ts';

export const hints: Record<string, Hints> = {
  'a worker tells the primary of every GET /': [
    'A worker can change no variable of the primary. How can it let the primary know?',
    'process.send(message), in a worker, sends a message to its primary. It has to be called for GET / only, before the answer.',
    "In respond: if (`${request.method} ${request.url}` === 'GET /') process.send?.({ type: 'hello' });",
  ],
  'GET /stats tells the total and each worker’s share by pid, whichever worker is asked': [
    'The primary has the counts, and a worker has the client. Which two messages bring them together, and what waits for the second one?',
    "In the primary: cluster.on('message', (worker, message) => …), worker.process.pid and worker.send(reply). In the worker: process.on('message', …) and a promise.",
    'Count in a plain object by worker.process.pid, send it with the id of the question, and await a new Promise((resolve) => open.set(id, resolve)), which the handler of the reply resolves.',
  ],
  'many /stats at the same moment all get their answer': [
    'Two questions are open, and one reply comes. How does your worker know whose it is?',
    'Give each question an id of its own, and let the primary send it back with the reply. A Map keeps what waits, by id.',
    'const id = ++lastId; open.set(id, resolve); and when a reply comes: open.get(message.id)?.(message.stats); open.delete(message.id);',
  ],
  'POST /greeting changes what every worker says, and nothing else does': [
    'One worker gets the POST. On which way can the others learn of it?',
    'The worker sends the greeting to the primary. The primary sends it to each of Object.values(cluster.workers).',
    "In the worker: process.on('message', (message) => { if (message.type === 'greeting') greeting = message.greeting; }); and answer(request, response, greeting).",
  ],
  'what is no greeting gets 400, or 413 if it is too long, and changes nothing': [
    'What does readGreeting give when the body is no greeting? And who has answered the client by then?',
    'await readGreeting(request, response) gives undefined after it has answered with 400 or 413 itself.',
    'const wanted = await readGreeting(request, response); if (wanted === undefined) return;',
  ],
  'a worker that starts later knows the greeting too': [
    'A new worker runs the file from its top, with the greeting that stands there. Who knows the one that holds now?',
    "cluster.on('exit', …) tells that a worker ended, and cluster.fork() starts another. The primary keeps the greeting, and tells it to the worker when the worker listens for messages.",
    "The worker: process.send({ type: 'ready' }), after process.on('message', …). The primary: case 'ready': worker.send({ type: 'greeting', greeting }).",
  ],
};
