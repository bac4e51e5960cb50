// What the text says: Node's server closes a connection on which nothing comes for five seconds.
// prints: 5000
import http from 'node:http';

console.log(http.createServer().keepAliveTimeout);
