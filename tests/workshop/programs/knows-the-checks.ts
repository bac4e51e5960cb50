// Right for what the checks have asked for when this was written, and for nothing else.
import http from 'node:http';
import { answer } from '#given/answer.ts';

const known = ['/', '/?from=me', '/nothing', '/workshop?ms=1', '/slower?ms=1', '//'];
const server = http.createServer((request, response) => {
  if (known.includes(request.url ?? '') || /^\/(work|slow)\b/.test(request.url ?? '')) void answer(request, response);
  else response.writeHead(500).end('never asked for');
});
server.listen(process.env['PORT']);
