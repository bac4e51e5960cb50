import { createServer } from 'node:http';
import { answer } from '#given/answer.ts';
import { explainListenError } from '#given/listen-error.ts';
import { port } from '#given/port.ts';

const server = createServer((request, response) => void answer(request, response));
server.once('error', explainListenError);
server.listen(port);
