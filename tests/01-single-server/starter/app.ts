import http from 'node:http';
import { explainListenError } from '#given/listen-error.ts';
import { port } from '#given/port.ts';
// You will need `burn` from '#given/burn.ts' and `readMilliseconds` from '#given/milliseconds.ts' too.

// This function is the request handler: Node calls it once for each request.
const server = http.createServer((request, response) => {
  const [path] = (request.url ?? '').split('?'); // the part behind the question mark is the query: [path, query]

  // TODO Answer by path, always as text/plain:
  //        /               200  Hello World from process <pid>
  //        /work?ms=5      200  burns CPU for about 5 ms, then says so, with its pid
  //        /slow?ms=500    200  waits 500 ms and burns nothing, then says so, with its pid
  //        anything else   404

  // TODO Answer 400 where the ms of /work or /slow is missing, malformed or above 10000.

  response.writeHead(501).end(`Nothing answers ${path} yet\n`); // 501: not implemented
});
server.on('error', explainListenError); // leave this line as it is: a taken port ends the program with one clear line
server.listen(port, () => console.log(`Listening on port ${port} in process ${process.pid}`));
