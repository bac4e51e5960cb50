// What can't be erased: Node itself would refuse it, tsx runs it.
import http from 'node:http';

// @ts-expect-error only erasable syntax is allowed elsewhere
enum Status {
  Fine = 200,
}
http.createServer((_request, response) => response.writeHead(Status.Fine).end(`process ${process.pid}`)).listen(process.env['PORT']);
