// Told by a message where PM2 sends one: it does when it stops a process, and not when it reloads. It runs on for a while without a channel.
import { answer } from '#given/answer.ts';
import { createLeavingServer } from '#given/leaving-server.ts';
import { port } from '#given/port.ts';

const leaving = createLeavingServer((request, response) => void answer(request, response));
process.on('SIGINT', () => leaving.retire());
process.on('message', (word) => {
  if (word === 'shutdown') leaving.retire();
});

leaving.server.once('listening', () => {
  console.log(`Worker ${process.pid} started...`);
  if (process.send) process.send('ready');
});
leaving.server.listen(port);
process.on('disconnect', () => setTimeout(() => {}, 1_500));
