// A child: it serves the connections that the parent hands to it.
import http from 'node:http';
import { answer } from '#given/answer.ts'; // the routes of single-server

const server = http.createServer(answer);

// TODO Serve each connection that comes from the parent, as if this server had accepted it itself. It doesn't listen: the port is the parent's.
server.on('connection', () => console.log(`Child ${process.pid} has a connection`)); // you may take this out

// TODO End this process when the parent is gone.
