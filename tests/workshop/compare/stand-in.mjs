// A server whose speed is fixed by construction: each answer waits WAIT milliseconds and burns nothing. FAULT names what is wrong with it.
import http from 'node:http';

const { PORT, WAIT, FAULT } = process.env;
let asked = 0;

const server = http.createServer((_request, response) => {
  asked++;
  if (FAULT === 'dies' && asked > 20) process.exit(3);
  if (FAULT === 'header') response.setHeader('X-Other', 'yes');
  response.statusCode = FAULT === 'errors' && asked % 5 === 0 ? 500 : 200;
  setTimeout(() => response.end(FAULT === 'body' ? 'else' : 'done'), Number(WAIT));
});
server.listen(Number(PORT), '127.0.0.1', () => console.log('listening'));
