import type { Hints } from '#workshop/lesson-tests.ts';

export const hints: Record<string, Hints> = {
  'WEB_CONCURRENCY says how many children the parent forks, and no process loads cluster': [
    'cluster.fork() is built on something simpler, from another module. And what do your files import, and the files that they import?',
    "fork() of node:child_process runs a file in a new Node process, with a channel to this one. It takes a path or a URL: new URL('child.ts', import.meta.url).",
    "for (let i = 1; i <= workerCount; i++) startChild(); and in startChild: const child = fork(new URL('child.ts', import.meta.url)); A taken port is told by #given/port-in-use.ts.",
  ],
  'the parent alone owns the port, and fresh connections go to each child equally often': [
    'Who calls listen()? What happens to the first bytes that a client sends, if the parent reads them? And whose turn is it after the last child?',
    "createServer({ pauseOnConnect: true }, …) in the parent, and child.send('connection', socket). In the child process.on('message', (message, socket) => …), and server.emit('connection', socket).",
    "Keep the children in an array. const child = children.shift(); children.push(child); child.send('connection', socket): the first one gets it, and goes to the end.",
  ],
  'a connection that is kept alive stays with its child, and lets others come': [
    'The connection belongs to the child from now on, and can stay open for long. Does anything close it, or wait for its end?',
    'Look for `Connection: close`, socket.end(), and for a child that counts as busy until its connection closes.',
    'A child is ready for the next connection when it has called server.emit("connection", socket). http.Server serves many connections at the same time.',
  ],
  'a child that dies is replaced, and no connection is lost that it had not been given': [
    'When a child has ended, what of it is left in the parent? And where is a connection that comes while there is no child?',
    "child.on('close', …) is the moment: take the child out of your array (indexOf and splice), and start another one. Connections for which there is no child wait in an array of their own.",
    'Put each connection into `waiting` first. Then a function handOut() gives them out while there are both, connections and children. Call it when a connection comes, and when a child has come.',
  ],
  'when the parent is killed, no child stays': [
    'The parent has no time to say anything when it is killed. How can a child know?',
    "The channel between them closes, and process emits 'disconnect' in the child.",
    "process.on('disconnect', () => process.exit()); in child.ts.",
  ],
  'while a child is stuck, at most one connection waits for it, and the others are served': [
    'A child that burns looks like any other. What could it say when it has a connection, which it can’t say while it burns?',
    'An acknowledgement: process.send(…) in the child, when it has given a connection to its server. The parent hears it by child.on("message", …). Until then it gives that child nothing more.',
    "Let `free` hold only children that have said so: free.push(child) stands in child.on('message'), and the child says 'free' when it has started, and after each connection.",
  ],
  'a connection that a stuck child had not taken is served by another when it is killed, and none is kept that was taken': [
    'When send() has handed the connection over, what does the parent still have of it?',
    "child.send('connection', socket, { keepOpen: true }, callback) leaves the parent its own copy. Then it is the parent that has to close it: socket.destroy(), once the child has said that it has the connection.",
    "Note what each child was given: given.set(child, socket). On its word, given.get(child)?.destroy() and given.delete(child). On its 'close', if something is noted: waiting.unshift(socket).",
  ],
  'SCHEDULING=none: every child owns the listening socket too, and every caller gets an answer': [
    'send() takes more than connections. Who accepts, once two processes have the listening socket? And which children need it?',
    "child.send('server', server), for each child that starts. In the child the handle is a net.Server then: server.listen(handle) on the http.Server. The parent goes on accepting too.",
    "In startChild: if (scheduling === 'none') child.send('server', server, callback). In the child: if (handle instanceof net.Server) server.listen(handle). What the parent accepts, it hands out as before.",
  ],
};
