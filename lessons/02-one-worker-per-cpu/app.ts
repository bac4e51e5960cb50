import http from 'node:http';
import { answer } from '#given/answer.ts'; // the routes of single-server
import { explainListenError } from '#given/listen-error.ts';
import { port } from '#given/port.ts';
// You will need `workerCount` from '#given/worker-count.ts' too, and `cluster` from 'node:cluster'.

// TODO Let the primary fork `workerCount` workers. It says
//        Primary <pid> is running
//      and before each fork, counting from 1,
//        Forking process number <i>...

// TODO Let only the workers serve. Each says, once it listens,
//        Worker <pid> started...

const server = http.createServer(answer);
server.on('error', explainListenError); // leave this line as it is: a taken port ends the program with one clear line
server.listen(port);
